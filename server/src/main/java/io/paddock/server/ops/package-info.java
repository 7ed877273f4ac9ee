// SPDX-License-Identifier: Apache-2.0
/**
 * Operations: one class for each. It refuses a request by a return value, never by an exception.
 *
 * <p>Door: {@link WriteOps}, {@link ReadOps}, {@link PendingTree}. {@link Electorate} answers questions about
 * the ensemble.
 * Sees: protocol.*, server.auth, server.watch, storage.tree.
 * The core thread prepares writes. Event loops answer reads inside a read slot. Invariant: a prepared txn holds
 * outcomes only, so that applying it needs no decision.
 */
package io.paddock.server.ops;
