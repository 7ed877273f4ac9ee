// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.watch;

/** Whoever hears of changes: a connection. */
@FunctionalInterface
public interface Watcher {
    /**
     * Called while a table is being walked: may queue the event or drop it (the receiver checks READ against {@link WatchEvent#acl}), but
     * must neither block nor add or remove watches.
     */
    void notify(WatchEvent event);
}
