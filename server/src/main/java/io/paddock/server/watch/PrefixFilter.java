// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.watch;

/**
 * Excludes most paths that are not in a set, by their hash alone. A changed path has as many ancestors as it
 * has slashes. Looking up each ancestor by its text would cost the square of the path's length, and a client
 * may make paths very long.
 */
final class PrefixFilter {
    private static final int BITS = 16;
    /** Spreads the hash. The upper bits of a short text's hash differ little. */
    private static final int GOLDEN = 0x9e3779b9;

    /** The number of paths in the set, for each hash; null before the first. */
    private int[] counts;

    void add(String path) {
        if (counts == null) {
            counts = new int[1 << BITS];
        }
        counts[placeOf(hash(path))]++;
    }

    void remove(String path) {
        counts[placeOf(hash(path))]--;
    }

    /**
     * @param hash as of {@link String#hashCode}
     * @return false only if no path with that hash is in the set
     */
    boolean mayContain(int hash) {
        return counts != null && counts[placeOf(hash)] > 0;
    }

    /** @return the hash of a text with one more character, for the hash of the text without it */
    static int with(int hash, char next) {
        return 31 * hash + next;
    }

    /** @return the heap size */
    long heapBytes() {
        return counts == null ? 0 : 16 + 4L * counts.length;
    }

    private static int hash(String path) {
        return path == null ? 0 : path.hashCode();
    }

    private static int placeOf(int hash) {
        return hash * GOLDEN >>> 32 - BITS;
    }
}
