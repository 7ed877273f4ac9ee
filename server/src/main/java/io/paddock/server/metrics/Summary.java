// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.metrics;

/**
 * Count, sum, least and largest of the recorded values and, if requested, their distribution.
 *
 * <p>One thread records, without a lock or an atomic. Any thread may read figures, which may be slightly out
 * of date, or reset.
 */
public final class Summary {
    private final boolean distribution;
    /**
     * A reset replaces the whole state, so that any thread may reset. A value that is recorded at that moment
     * may be lost.
     */
    private volatile State state;

    private Summary(boolean distribution) {
        this.distribution = distribution;
        reset();
    }

    /** @return a summary with count, sum, least and largest */
    public static Summary basic() {
        return new Summary(false);
    }

    /** @return a summary with percentiles, which takes about ten kilobytes */
    public static Summary withDistribution() {
        return new Summary(true);
    }

    public void record(long value) {
        record(value, 1);
    }

    /** Records the same value several times. Does nothing if {@code times} is not positive. */
    public void record(long value, int times) {
        if (times <= 0) {
            return;
        }
        State now = state;
        now.count += times;
        now.sum += value * times;
        now.min = Math.min(now.min, value);
        now.max = Math.max(now.max, value);
        if (distribution) {
            if (now.buckets == null) {
                now.buckets = new long[Buckets.COUNT];
            }
            now.buckets[Buckets.of(value)] += times;
        }
    }

    /** Forgets all recorded values. */
    public void reset() {
        state = new State();
    }

    public SummaryFigures figures() {
        State now = state;
        if (now.count == 0) {
            return distribution ? SummaryFigures.NONE_WITH_DISTRIBUTION : SummaryFigures.NONE;
        }
        long[] buckets = now.buckets == null ? null : now.buckets.clone();
        return new SummaryFigures(now.count, now.sum, now.min, now.max, buckets);
    }

    private static final class State {
        long count;
        long sum;
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        /** Null before the first value: most summaries of a quiet server never get a value. */
        long[] buckets;
    }
}
