// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.watch;

/** The watches that a checkWatches or removeWatches request names. */
public enum WatcherType {
    CHILDREN,
    DATA,
    /** Every kind. */
    ANY,
    PERSISTENT,
    RECURSIVE;

    /**
     * @return the type with this number (1 children, 2 data, 3 any, 4 persistent, 5 recursive), or null for
     *     any other number
     */
    public static WatcherType of(int wire) {
        return switch (wire) {
            case 1 -> CHILDREN;
            case 2 -> DATA;
            case 3 -> ANY;
            case 4 -> PERSISTENT;
            case 5 -> RECURSIVE;
            default -> null;
        };
    }
}
