// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.watch;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * A set of small numbers. It takes 4 bytes for each number when it holds few, and about one bit for each when
 * it holds most.
 *
 * <p>Up to {@value #FEW_MAX} numbers are a sorted array. More are spread over {@link IdChunk}s of 4096
 * neighbours. So an insertion moves at most some hundred bytes, even in a large set.
 */
final class IdSet {
    private static final int FEW_MAX = 16;
    /** Half of {@link #FEW_MAX}, so that a set near the limit does not change its form with each change. */
    private static final int FEW_AGAIN = FEW_MAX / 2;

    private static final int[] EMPTY = {};

    private int size;
    /** The first {@link #size} entries are in use, sorted. Null while the set is in chunks. */
    private int[] few = EMPTY;

    private IdChunks chunks;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    boolean contains(int id) {
        return chunks == null ? Arrays.binarySearch(few, 0, size, id) >= 0 : chunks.contains(id);
    }

    /** @return whether the number was new */
    boolean add(int id) {
        if (chunks == null) {
            int at = Arrays.binarySearch(few, 0, size, id);
            if (at >= 0) {
                return false;
            }
            if (size < FEW_MAX) {
                insertIntoFew(~at, id);
                return true;
            }
            spill();
        }
        if (!chunks.add(id)) {
            return false;
        }
        size++;
        return true;
    }

    /** @return whether the number was in the set */
    boolean remove(int id) {
        if (chunks == null) {
            int at = Arrays.binarySearch(few, 0, size, id);
            if (at < 0) {
                return false;
            }
            System.arraycopy(few, at + 1, few, at, size - at - 1);
            size--;
            return true;
        }
        if (!chunks.remove(id)) {
            return false;
        }
        size--;
        if (size == FEW_AGAIN) {
            gather();
        }
        return true;
    }

    /** Visits the numbers in ascending order. The set must not change meanwhile. */
    void forEach(IntConsumer visitor) {
        if (chunks != null) {
            chunks.forEach(visitor);
            return;
        }
        for (int i = 0; i < size; i++) {
            visitor.accept(few[i]);
        }
    }

    /** @return the approximate heap size, with compressed references */
    long heapBytes() {
        long own = 24;
        if (chunks != null) {
            return own + chunks.heapBytes();
        }
        return few.length == 0 ? own : own + 16 + 4L * few.length;
    }

    private void insertIntoFew(int at, int id) {
        if (size == few.length) {
            // Sizes are 1, 2, 4, 8, 16, because most paths have one watcher.
            few = Arrays.copyOf(few, Math.max(1, size * 2));
        }
        System.arraycopy(few, at, few, at + 1, size - at);
        few[at] = id;
        size++;
    }

    private void spill() {
        chunks = new IdChunks();
        for (int i = 0; i < size; i++) {
            chunks.add(few[i]);
        }
        few = null;
    }

    private void gather() {
        int[] gathered = new int[size];
        int[] next = {0};
        chunks.forEach(id -> gathered[next[0]++] = id);
        few = gathered;
        chunks = null;
    }
}
