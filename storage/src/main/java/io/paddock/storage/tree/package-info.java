// SPDX-License-Identifier: Apache-2.0
/**
 * The tree of znodes in memory, and what each txn changes in it.
 *
 * <p>Door: {@link ZnodeTree}, {@link TreeGate}, {@link TreeLoader}, {@link TreeCursor}.
 * Sees: protocol, protocol.jute, protocol.txn.
 * The core thread is the only writer, inside {@code lockAll}. Each reader is inside its own slot. A thread waits only
 * at the gate; there is no I/O. Invariant: the same txn may be applied twice, or to a tree that already holds later
 * txns. The tree is then the same as if each txn had been applied once and in order.
 */
package io.paddock.storage.tree;
