// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.watch;

/** What a watch waits for, and whether it stays once told. A watcher may hold several kinds on one path. */
public enum WatchKind {
    /** Creation, deletion or new data of the path; once. Set by getData and exists alike: both make one watch. */
    DATA,
    /** Deletion of the path, or a child more or less; once. */
    CHILD,
    /** All that {@link #DATA} and {@link #CHILD} wait for, again and again. */
    PERSISTENT,
    /** Creation, deletion or new data of the path or of anything below it, again and again. */
    RECURSIVE;

    /** @return the kind an addWatch request names (0 persistent, 1 recursive), or null for any other number */
    public static WatchKind ofAddMode(int mode) {
        return switch (mode) {
            case 0 -> PERSISTENT;
            case 1 -> RECURSIVE;
            default -> null;
        };
    }
}
