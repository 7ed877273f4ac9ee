// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.metrics;

/**
 * How many values there were and how large: count, sum, least and largest, and, where asked for, their distribution.
 *
 * <p>One thread records, without a lock or an atomic; any thread reads figures, which may be some moments old, or starts over.
 */
public final class Summary {
    private final boolean distribution;
    /** Replaced as a whole by a reset, so that one may come from any thread; a value recorded in that moment may be lost. */
    private volatile State state;

    private Summary(boolean distribution) {
        this.distribution = distribution;
        reset();
    }

    /** Count, sum, least and largest. */
    public static Summary basic() {
        return new Summary(false);
    }

    /** With percentiles, for about ten kilobytes. */
    public static Summary withDistribution() {
        return new Summary(true);
    }

    public void record(long value) {
        record(value, 1);
    }

    /** Records the same value several times; does nothing for none. */
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

    /** Starts over. */
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
        /** Null before the first value: most summaries of a quiet server never get one. */
        long[] buckets;
    }
}
