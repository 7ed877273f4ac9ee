// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import java.util.List;
import java.util.function.Consumer;

/**
 * The children of one znode, by name. A few sit in one {@link Segment}; many in a {@link SegmentedTable} of them, split
 * by the upper bits of the hash, so that no insert ever moves more than one segment's worth however large the directory
 * is.
 */
sealed interface ChildTable permits Segment, SegmentedTable {
    /** Behind the last hash, for {@link #collect}. */
    long END = 1L << 32;

    int size();

    /** @return the child with this name, or null */
    Znode find(int hash, String text, int from, int to);

    /** As {@link #find(int, String, int, int)}, by the first {@code length} bytes of {@code name}. */
    Znode find(int hash, byte[] name, int length);

    /**
     * Adds a child whose name is not there yet.
     *
     * @return the table to use from now on
     */
    ChildTable with(Znode child, int hash);

    /**
     * Removes a child.
     *
     * @return the table to use from now on, null when it is empty
     */
    ChildTable without(Znode child, int hash);

    void forEach(Consumer<Znode> action);

    /**
     * Adds the children of one stretch of hashes to {@code into}: those from {@code position} (a hash, unsigned) to the
     * end of its segment. A caller that goes on from what is returned, whatever happens to the table between, meets
     * every child that stays exactly once.
     *
     * @return where the next stretch begins, {@link #END} behind the last
     */
    long collect(long position, List<Znode> into);
}
