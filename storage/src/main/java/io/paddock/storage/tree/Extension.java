// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

/** The fields that only some znodes need. Null for a persistent znode that never had a child. */
sealed interface Extension permits Owner, Directory {}
