// SPDX-License-Identifier: Apache-2.0
/**
 * Who is told of which change.
 *
 * <p>Door: {@link io.paddock.server.watch.Watches} for the core, which fires; {@link io.paddock.server.watch.WatchTable} for an event
 * loop, whose connections register. Sees protocol and storage.tree. Runs on the event loop that owns a table, inside its read slot, or on
 * the core thread while it holds all slots. Invariant: a one-shot watch is told at most once, and a client hears of a change before any
 * reply that shows it.
 */
package io.paddock.server.watch;
