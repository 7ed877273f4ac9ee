// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.watch;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * A set of ids out of 4096 neighbouring ones. It takes two bytes for each id, or one bit for each id up to the
 * highest, whichever is less.
 */
final class IdChunk {
    static final int BITS = 12;
    static final int MASK = (1 << BITS) - 1;

    private static final int IDS_PER_WORD = 64;
    /** This many listed ids take the space of one word of bits. */
    private static final int LISTED_PER_WORD = 4;

    private int size;
    /** The first {@link #size} entries are in use, sorted. Null while {@link #bits} is in use. */
    private char[] listed = new char[4];

    private long[] bits;

    boolean isEmpty() {
        return size == 0;
    }

    boolean contains(int id) {
        return bits == null ? indexOf(id) >= 0 : isSet(id);
    }

    boolean add(int id) {
        if (bits == null) {
            int at = indexOf(id);
            if (at >= 0) {
                return false;
            }
            int highest = size == 0 ? id : Math.max(id, listed[size - 1]);
            if (size < LISTED_PER_WORD * wordsFor(highest)) {
                insert(~at, id);
                return true;
            }
            toBits(highest);
        }
        if (isSet(id)) {
            return false;
        }
        set(id);
        size++;
        return true;
    }

    boolean remove(int id) {
        if (bits == null) {
            int at = indexOf(id);
            if (at < 0) {
                return false;
            }
            System.arraycopy(listed, at + 1, listed, at, size - at - 1);
            size--;
            return true;
        }
        if (!isSet(id)) {
            return false;
        }
        bits[id / IDS_PER_WORD] &= ~(1L << id);
        size--;
        // A quarter of the size at which a list becomes bits, so that the set does not switch back and forth.
        if (size < bits.length) {
            toList();
        }
        return true;
    }

    /** @param base added to each id */
    void forEach(int base, IntConsumer visitor) {
        if (bits == null) {
            for (int i = 0; i < size; i++) {
                visitor.accept(base + listed[i]);
            }
            return;
        }
        for (int i = 0; i < bits.length; i++) {
            for (long rest = bits[i]; rest != 0; rest &= rest - 1) {
                visitor.accept(base + i * IDS_PER_WORD + Long.numberOfTrailingZeros(rest));
            }
        }
    }

    long heapBytes() {
        return 24 + 16 + (bits == null ? 2L * listed.length : 8L * bits.length);
    }

    private int indexOf(int id) {
        return Arrays.binarySearch(listed, 0, size, (char) id);
    }

    private boolean isSet(int id) {
        int word = id / IDS_PER_WORD;
        return word < bits.length && (bits[word] & 1L << id) != 0;
    }

    private void set(int id) {
        int words = wordsFor(id);
        if (words > bits.length) {
            bits = Arrays.copyOf(bits, words);
        }
        bits[words - 1] |= 1L << id;
    }

    private void insert(int at, int id) {
        if (size == listed.length) {
            listed = Arrays.copyOf(listed, size + (size >> 1) + 2);
        }
        System.arraycopy(listed, at, listed, at + 1, size - at);
        listed[at] = (char) id;
        size++;
    }

    private void toBits(int highest) {
        bits = new long[wordsFor(highest)];
        for (int i = 0; i < size; i++) {
            set(listed[i]);
        }
        listed = null;
    }

    private void toList() {
        char[] list = new char[size + 2];
        int[] next = {0};
        forEach(0, id -> list[next[0]++] = (char) id);
        listed = list;
        bits = null;
    }

    private static int wordsFor(int highest) {
        return highest / IDS_PER_WORD + 1;
    }
}
