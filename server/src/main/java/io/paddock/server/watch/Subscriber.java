// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.watch;

/** A watcher's place in one {@link WatchTable}: what it hands in to add or remove watches. */
public final class Subscriber {
    private final Watcher watcher;
    /** Its number in the sets of each path. Low numbers are used again first, which keeps those sets small. */
    final int slot;
    /** Ids of the paths it watches, in whatever way. */
    final IdSet paths = new IdSet();
    /** How many of them are in the data table. */
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
