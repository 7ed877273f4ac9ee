// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A walk over the data table in slices. The table may change between two slices. The rules of
 * {@link WatchTable} hold for each slice.
 */
public final class WatchWalk {
    private final WatchTable table;
    private final List<WatchedPath> paths;
    private int at;

    WatchWalk(WatchTable table, List<WatchedPath> paths) {
        this.table = table;
        this.paths = paths;
    }

    /**
     * Visits some paths of the data table with their watchers, as they are now.
     *
     * @param max stop after the path with which the number of visited paths and watchers reaches this
     * @return whether there is more
     */
    public boolean next(int max, BiConsumer<String, List<Watcher>> visitor) {
        for (int visited = 0; at < paths.size() && visited < max; at++) {
            WatchedPath watched = paths.get(at);
            visited++;
            if (watched.dataSubscribers > 0) {
                List<Watcher> watchers = new ArrayList<>(watched.dataSubscribers);
                table.forEachDataWatcher(watched, watchers::add);
                visited += watchers.size();
                visitor.accept(watched.path, watchers);
            }
        }
        return at < paths.size();
    }
}
