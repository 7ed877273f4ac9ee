// SPDX-License-Identifier: Apache-2.0
/**
 * What was acknowledged is still there: after kill -9, a full disk, a sync that fails.
 *
 * <p>A {@code Writer} is the only one to write to its subtree, so a {@code SubtreeModel} knows what each of its requests must do. When its
 * connection breaks, some of its requests are in doubt; afterwards the server must show the subtree as it is after all
 * acknowledged requests and some first part of those in doubt. That one comparison covers lost and half-done writes, order,
 * versions, sequence numbers and ephemerals.
 */
package io.paddock.e2e.durability;
