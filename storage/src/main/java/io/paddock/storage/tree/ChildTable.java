// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import java.util.List;
import java.util.function.Consumer;

/**
 * The children of one znode, by name. A few children are in one {@link Segment}. Many children are in a
 * {@link SegmentedTable}, which splits them by the upper bits of the hash. So no insert moves more children
 * than one segment holds, however large the directory is.
 */
sealed interface ChildTable permits Segment, SegmentedTable {
    /** The position after the last hash, for {@link #collect}. */
    long END = 1L << 32;

    int size();

    /** @return the child with this name, or null */
    Znode find(int hash, String text, int from, int to);

    /**
     * Does the same as {@link #find(int, String, int, int)}, for the first {@code length} bytes of
     * {@code name}.
     */
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
     * Adds the children in one range of hashes to {@code into}: from {@code position} (a hash, unsigned) to
     * the end of its segment. A caller continues from the returned position. It meets every child that stays
     * in the table exactly once, whatever changes between the calls.
     *
     * @return where the next range begins, {@link #END} after the last
     */
    long collect(long position, List<Znode> into);
}
