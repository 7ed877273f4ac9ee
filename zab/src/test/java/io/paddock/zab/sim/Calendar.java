// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.sim;

/**
 * What is to happen in which millisecond. Entries of the same millisecond happen in the order in which they
 * were added.
 */
final class Calendar {
    /** Nothing is planned further ahead than this, in milliseconds. */
    private static final int AHEAD_MAX = 1 << 16;

    private final Entry[] first = new Entry[AHEAD_MAX];
    private final Entry[] last = new Entry[AHEAD_MAX];
    private long now;
    private long count;

    private static final class Entry {
        private final Runnable what;
        private Entry next;

        private Entry(Runnable what) {
            this.what = what;
        }
    }

    long now() {
        return now;
    }

    /** How many entries were ever added. */
    long count() {
        return count;
    }

    void at(long millis, Runnable what) {
        long due = Math.max(millis, now);
        if (due - now >= AHEAD_MAX) {
            throw new IllegalArgumentException(due + " is too far from " + now);
        }
        count++;
        int slot = (int) (due % AHEAD_MAX);
        Entry entry = new Entry(what);
        if (first[slot] == null) {
            first[slot] = entry;
        } else {
            last[slot].next = entry;
        }
        last[slot] = entry;
    }

    /**
     * The next entry that is due at {@code end} or before. Without such an entry, the time becomes
     * {@code end} and the result is null.
     */
    Runnable nextUntil(long end) {
        while (true) {
            int slot = (int) (now % AHEAD_MAX);
            Entry entry = first[slot];
            if (entry != null) {
                first[slot] = entry.next;
                return entry.what;
            } else if (now >= end) {
                return null;
            }
            now++;
        }
    }
}
