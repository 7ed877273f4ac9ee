// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.watch;

/**
 * Which changes a watch waits for, and whether it stays after it has fired. A watcher may hold several kinds
 * on one path.
 */
public enum WatchKind {
    /**
     * Creation, deletion or new data of the path; fires once. Both getData and exists set it, and together
     * they make one watch.
     */
    DATA,
    /** Deletion of the path, or creation or deletion of a child; fires once. */
    CHILD,
    /** The changes of {@link #DATA} and {@link #CHILD}; fires each time. */
    PERSISTENT,
    /** Creation, deletion or new data of the path or of any znode below it; fires each time. */
    RECURSIVE;

    /**
     * @return the kind that an addWatch request names (0 persistent, 1 recursive), or null for any other
     *     number
     */
    public static WatchKind ofAddMode(int mode) {
        return switch (mode) {
            case 0 -> PERSISTENT;
            case 1 -> RECURSIVE;
            default -> null;
        };
    }
}
