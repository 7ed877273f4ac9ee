// SPDX-License-Identifier: Apache-2.0
/**
 * Watches: which client is informed about which change.
 *
 * <p>Door: {@link Watches} for the core thread, which fires watches. {@link WatchTable} for an event loop,
 * whose connections register watches.
 * Sees: protocol.client, protocol.jute, server.metrics, storage.tree.
 * Runs on the event loop that owns the table, inside its read slot, or on the core thread while it holds all slots.
 * Invariant: a one-shot watch fires at most once. A client gets the event of a change before any reply
 * that shows the change.
 */
package io.paddock.server.watch;
