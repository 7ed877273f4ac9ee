// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.watch;

import java.util.Arrays;
import java.util.function.IntConsumer;

/** The chunks of one {@link IdSet} that are not empty, sorted by the upper bits of their ids. */
final class IdChunks {
    private int count;
    private int[] keys = new int[1];
    private IdChunk[] chunks = new IdChunk[1];

    boolean contains(int id) {
        int at = find(id);
        return at >= 0 && chunks[at].contains(id & IdChunk.MASK);
    }

    boolean add(int id) {
        int at = find(id);
        if (at < 0) {
            at = ~at;
            insert(at, id >>> IdChunk.BITS);
        }
        return chunks[at].add(id & IdChunk.MASK);
    }

    boolean remove(int id) {
        int at = find(id);
        if (at < 0 || !chunks[at].remove(id & IdChunk.MASK)) {
            return false;
        }
        if (chunks[at].isEmpty()) {
            drop(at);
        }
        return true;
    }

    void forEach(IntConsumer visitor) {
        for (int i = 0; i < count; i++) {
            chunks[i].forEach(keys[i] << IdChunk.BITS, visitor);
        }
    }

    long heapBytes() {
        long bytes = 24 + 16 + 4L * keys.length + 16 + 4L * chunks.length;
        for (int i = 0; i < count; i++) {
            bytes += chunks[i].heapBytes();
        }
        return bytes;
    }

    /** @return the index of the id's chunk, or the complement of the index at which it must be inserted */
    private int find(int id) {
        return Arrays.binarySearch(keys, 0, count, id >>> IdChunk.BITS);
    }

    private void insert(int at, int key) {
        if (count == keys.length) {
            int capacity = count + (count >> 1) + 1;
            keys = Arrays.copyOf(keys, capacity);
            chunks = Arrays.copyOf(chunks, capacity);
        }
        System.arraycopy(keys, at, keys, at + 1, count - at);
        System.arraycopy(chunks, at, chunks, at + 1, count - at);
        keys[at] = key;
        chunks[at] = new IdChunk();
        count++;
    }

    private void drop(int at) {
        count--;
        System.arraycopy(keys, at + 1, keys, at, count - at);
        System.arraycopy(chunks, at + 1, chunks, at, count - at);
        chunks[count] = null;
    }
}
