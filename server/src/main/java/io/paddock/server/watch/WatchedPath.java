// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.watch;

/**
 * The subscribers that watch one path, by kind. A null set is an empty set.
 *
 * <p>A persistent watch counts in the data table and in the child table. A recursive watch counts in the data
 * table only.
 */
final class WatchedPath {
    static final int DATA_TABLE = 1;
    static final int CHILD_TABLE = 2;

    /** May be null, because addWatch accepts a null path. Such a watch never fires. */
    final String path;
    /** The number of this path in each subscriber's set. */
    final int id;
    /** Number of subscribers in the data table. */
    int dataSubscribers;

    IdSet data;
    IdSet child;
    IdSet persistent;
    IdSet recursive;

    WatchedPath(String path, int id) {
        this.path = path;
        this.id = id;
    }

    boolean isEmpty() {
        return data == null && child == null && persistent == null && recursive == null;
    }

    boolean contains(WatchKind kind, int slot) {
        return contains(set(kind), slot);
    }

    /** @return the tables in which this subscriber watches this path: {@link #DATA_TABLE} | {@link #CHILD_TABLE} */
    int tablesOf(int slot) {
        if (contains(persistent, slot)) {
            return DATA_TABLE | CHILD_TABLE;
        }
        int tables = contains(data, slot) || contains(recursive, slot) ? DATA_TABLE : 0;
        return contains(child, slot) ? tables | CHILD_TABLE : tables;
    }

    boolean add(WatchKind kind, int slot) {
        IdSet set = set(kind);
        if (set == null) {
            set = new IdSet();
            replace(kind, set);
        }
        return set.add(slot);
    }

    boolean remove(WatchKind kind, int slot) {
        IdSet set = set(kind);
        if (set == null || !set.remove(slot)) {
            return false;
        }
        if (set.isEmpty()) {
            replace(kind, null);
        }
        return true;
    }

    /**
     * Removes the set of a kind from this path.
     *
     * @return the removed set; null when nobody was in it
     */
    IdSet take(WatchKind kind) {
        IdSet taken = set(kind);
        replace(kind, null);
        return taken;
    }

    IdSet set(WatchKind kind) {
        return switch (kind) {
            case DATA -> data;
            case CHILD -> child;
            case PERSISTENT -> persistent;
            case RECURSIVE -> recursive;
        };
    }

    private void replace(WatchKind kind, IdSet set) {
        switch (kind) {
            case DATA -> data = set;
            case CHILD -> child = set;
            case PERSISTENT -> persistent = set;
            case RECURSIVE -> recursive = set;
        }
    }

    private static boolean contains(IdSet set, int slot) {
        return set != null && set.contains(slot);
    }

    /** @return the approximate heap size without path and sets, with compressed references */
    static long heapBytes() {
        return 40;
    }
}
