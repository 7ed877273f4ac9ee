// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

/** What only some znodes have. None (null): persistent, and never had a child. */
sealed interface Extension permits Owner, Directory {}
