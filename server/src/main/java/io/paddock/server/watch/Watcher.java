// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.watch;

/** A connection, as the receiver of watch events. */
@FunctionalInterface
public interface Watcher {
    /**
     * Receives an event. The caller is iterating over a table, so this method must not block, and must not
     * add or remove watches. It may queue the event or drop it. The receiver itself checks READ against
     * {@link WatchEvent#acl}.
     */
    void notify(WatchEvent event);
}
