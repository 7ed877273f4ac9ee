// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.watch;

/**
 * How much is watched.
 *
 * @param connections with a watch in the data table
 * @param paths in the data table
 * @param dataWatches pairs of path and connection in the data table: data, persistent and recursive watches
 * @param childWatches pairs of path and connection in the child table: child and persistent watches
 */
public record WatchCounts(long connections, long paths, long dataWatches, long childWatches) {
    public static final WatchCounts NONE = new WatchCounts(0, 0, 0, 0);

    /** @return of both tables, as {@code zk_watch_count} shows it */
    public long allWatches() {
        return dataWatches + childWatches;
    }

    /** Paths watched in both are counted twice. */
    public WatchCounts plus(WatchCounts other) {
        return new WatchCounts(
                connections + other.connections,
                paths + other.paths,
                dataWatches + other.dataWatches,
                childWatches + other.childWatches);
    }
}
