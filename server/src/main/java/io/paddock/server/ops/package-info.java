// SPDX-License-Identifier: Apache-2.0
/**
 * What each operation means: a class per operation, refusing by value, never by exception.
 *
 * <p>Door: {@link io.paddock.server.ops.WriteOps}, {@link io.paddock.server.ops.ReadOps}, {@link io.paddock.server.ops.PendingTree};
 * {@link io.paddock.server.ops.Electorate} is what it asks about the ensemble. Sees protocol, storage.tree, auth, watch. Writes are prepared on the core thread; reads are answered on event loops inside a read slot. Invariant: a
 * prepared txn holds outcomes only, so applying it needs no decision.
 */
package io.paddock.server.ops;
