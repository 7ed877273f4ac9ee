// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.watch;

/**
 * Number of watches.
 *
 * @param connections connections with a watch in the data table
 * @param paths paths in the data table
 * @param dataWatches pairs of path and connection in the data table: data, persistent and recursive watches
 * @param childWatches pairs of path and connection in the child table: child and persistent watches
 */
public record WatchCounts(long connections, long paths, long dataWatches, long childWatches) {
    public static final WatchCounts NONE = new WatchCounts(0, 0, 0, 0);

    /** @return the watches of both tables, as {@code zk_watch_count} shows them */
    public long allWatches() {
        return dataWatches + childWatches;
    }

    /** Adds the counts. A path that is watched in both is counted twice. */
    public WatchCounts plus(WatchCounts other) {
        return new WatchCounts(
                connections + other.connections,
                paths + other.paths,
                dataWatches + other.dataWatches,
                childWatches + other.childWatches);
    }
}
