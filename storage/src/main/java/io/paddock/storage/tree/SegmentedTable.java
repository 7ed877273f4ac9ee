// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Extendible hashing: an index over the upper bits of the hash, each entry pointing to a {@link Segment}. If
 * the hashes of a segment share fewer bits than the index has, several neighbouring entries point to that
 * segment.
 *
 * <pre>
 *   index (depth 2)   00 -> A (depth 2)     a full A splits in two of depth 3, and the index doubles first;
 *                     01 -> B (depth 2)     a full C just splits in two of depth 2
 *                     10 -> C (depth 1)
 *                     11 -> C
 * </pre>
 *
 * <p>One big array would be too slow: growing it at a million children would stop the only writer for tens of
 * milliseconds. Here an insert moves at most one segment (192 znodes) and, rarely, copies the index (four
 * bytes per hundred children).
 */
final class SegmentedTable implements ChildTable {
    private static final int DEPTH_MAX = 26;
    /**
     * Two neighbours merge when they fill less than a quarter of one segment. So the next few inserts do not
     * split it again.
     */
    private static final int MERGED_SIZE_MAX = Segment.SLOTS_MAX / 4;

    private Segment[] index;
    private int depth;
    private int size;
    private final int[] segmentsAtDepth = new int[DEPTH_MAX + 1];

    SegmentedTable(Segment first) {
        this.index = new Segment[] {first};
        this.size = first.size();
        this.segmentsAtDepth[0] = 1;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Znode find(int hash, String text, int from, int to) {
        return index[at(hash)].find(hash, text, from, to);
    }

    @Override
    public Znode find(int hash, byte[] name, int length) {
        return index[at(hash)].find(hash, name, length);
    }

    @Override
    public ChildTable with(Znode child, int hash) {
        while (index[at(hash)].isFull() && split(hash)) {
            // All entries of the old segment may have moved to one side, so look again.
        }
        index[at(hash)].add(child, hash);
        size++;
        return this;
    }

    @Override
    public ChildTable without(Znode child, int hash) {
        index[at(hash)].remove(child, hash);
        size--;
        merge(at(hash));
        if (depth > 0) {
            return this;
        }
        return size == 0 ? null : index[0];
    }

    @Override
    public void forEach(Consumer<Znode> action) {
        for (int i = 0; i < index.length; i += 1 << depth - index[i].depth) {
            index[i].forEach(action);
        }
    }

    @Override
    public long collect(long position, List<Znode> into) {
        int i = (int) (position >>> 32 - depth);
        Segment segment = index[i];
        int entries = 1 << depth - segment.depth;
        int first = i & -entries;
        // Take the whole segment without a look at each hash.
        boolean whole = position == (long) first << 32 - depth;
        segment.collect(whole ? 0 : position, into);
        return (long) (first + entries) << 32 - depth;
    }

    private int at(int hash) {
        return depth == 0 ? 0 : hash >>> 32 - depth;
    }

    /**
     * @return false when the segment cannot be split: too many hashes agree, and a larger index would cost
     *   more than a larger segment
     */
    private boolean split(int within) {
        Segment full = index[at(within)];
        if (full.depth == depth && !doubleIndex()) {
            return false;
        }
        int bit = 1 << 31 - full.depth;
        Segment lower = new Segment(full.depth + 1);
        Segment upper = new Segment(full.depth + 1);
        full.forEach(each -> {
            int hash = each.nameHash();
            ((hash & bit) == 0 ? lower : upper).add(each, hash);
        });
        int entries = 1 << depth - full.depth;
        int first = at(within) & -entries;
        Arrays.fill(index, first, first + entries / 2, lower);
        Arrays.fill(index, first + entries / 2, first + entries, upper);
        segmentsAtDepth[full.depth]--;
        segmentsAtDepth[full.depth + 1] += 2;
        return true;
    }

    private boolean doubleIndex() {
        if (depth == DEPTH_MAX || index.length << 1 > size >> 3) {
            return false;
        }
        Segment[] doubled = new Segment[index.length << 1];
        for (int i = 0; i < doubled.length; i++) {
            doubled[i] = index[i >> 1];
        }
        index = doubled;
        depth++;
        return true;
    }

    private void merge(int i) {
        Segment one = index[i];
        if (one.depth == 0) {
            return;
        }
        int entries = 1 << depth - one.depth;
        Segment other = index[i ^ entries];
        if (other.depth != one.depth || one.size() + other.size() > MERGED_SIZE_MAX) {
            return;
        }
        Segment merged = new Segment(one.depth - 1);
        merged.addAll(one);
        merged.addAll(other);
        int first = i & -(entries * 2);
        Arrays.fill(index, first, first + entries * 2, merged);
        segmentsAtDepth[one.depth] -= 2;
        segmentsAtDepth[one.depth - 1]++;
        while (depth > 0 && segmentsAtDepth[depth] == 0) {
            halveIndex();
        }
    }

    private void halveIndex() {
        Segment[] halved = new Segment[index.length >> 1];
        for (int i = 0; i < halved.length; i++) {
            halved[i] = index[i << 1];
        }
        index = halved;
        depth--;
    }
}
