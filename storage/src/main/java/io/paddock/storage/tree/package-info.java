// SPDX-License-Identifier: Apache-2.0
/**
 * The tree of znodes in memory, and what each logged txn does to it.
 *
 * <p>Door: {@link io.paddock.storage.tree.ZnodeTree}, {@link io.paddock.storage.tree.TreeGate}, {@link
 * io.paddock.storage.tree.TreeLoader}, {@link io.paddock.storage.tree.TreeCursor}. Sees protocol. One writer, the core
 * thread, inside {@code lockAll}; readers inside their own slot. Never waits except at the gate, never does I/O.
 * Invariant: a txn applied twice, or over a tree that already holds part of what follows it, leaves the same tree as
 * once and in order.
 */
package io.paddock.storage.tree;
