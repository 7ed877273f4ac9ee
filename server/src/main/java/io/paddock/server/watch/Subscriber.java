// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.watch;

/** A watcher's slot in one {@link WatchTable}. The watcher hands it in to add or remove watches. */
public final class Subscriber {
    private final Watcher watcher;
    /**
     * The number of this subscriber in each path's sets. The lowest free number is used first, which keeps
     * those sets small.
     */
    final int slot;
    /** Ids of the paths that it watches, in any way. */
    final IdSet paths = new IdSet();
    /** How many of these paths are in the data table. */
    int dataPaths;

    Subscriber(Watcher watcher, int slot) {
        this.watcher = watcher;
        this.slot = slot;
    }

    public Watcher watcher() {
        return watcher;
    }

    /** @return the number of paths it watches in any way */
    public int pathCount() {
        return paths.size();
    }
}
