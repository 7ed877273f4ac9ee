// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.metrics;

/**
 * The figures that a {@link Summary} has recorded, or the sum of several. All figures are zero when nothing
 * was recorded.
 */
public final class SummaryFigures {
    /** Nothing recorded. */
    public static final SummaryFigures NONE = new SummaryFigures(0, 0, 0, 0, null);

    static final SummaryFigures NONE_WITH_DISTRIBUTION = new SummaryFigures(0, 0, 0, 0, new long[0]);

    private final long count;
    private final long sum;
    private final long min;
    private final long max;
    private final long[] buckets;

    SummaryFigures(long count, long sum, long min, long max, long[] buckets) {
        this.count = count;
        this.sum = sum;
        this.min = min;
        this.max = max;
        this.buckets = buckets;
    }

    public long count() {
        return count;
    }

    public long sum() {
        return sum;
    }

    public long min() {
        return min;
    }

    public long max() {
        return max;
    }

    /** @return the mean, rounded to four decimals; 0 when nothing was recorded */
    public double average() {
        return count == 0 ? 0 : Math.round(sum * 10_000.0 / count) / 10_000.0;
    }

    /** @return whether {@link #percentile} may be called */
    public boolean hasDistribution() {
        return buckets != null;
    }

    /**
     * Returns a value that this share of all values does not exceed. It is exact up to 63, and at most 3 %
     * too large above.
     *
     * @param share such as 0.99
     * @return that value; 0 when nothing was recorded
     */
    public long percentile(double share) {
        long wanted = (long) Math.ceil(share * count);
        long seen = 0;
        for (int i = 0; i < buckets.length; i++) {
            seen += buckets[i];
            if (seen >= wanted && seen > 0) {
                return Math.max(min, Math.min(max, Buckets.upperBound(i)));
            }
        }
        return max;
    }

    /** @return the figures of both together */
    public SummaryFigures plus(SummaryFigures other) {
        if (other.count == 0) {
            return count == 0 && buckets == null ? other : this;
        }
        if (count == 0) {
            return other;
        }
        return new SummaryFigures(
                count + other.count,
                sum + other.sum,
                Math.min(min, other.min),
                Math.max(max, other.max),
                sum(buckets, other.buckets));
    }

    private static long[] sum(long[] a, long[] b) {
        if (a == null || b == null) {
            return null;
        }
        long[] both = a.clone();
        for (int i = 0; i < both.length; i++) {
            both[i] += b[i];
        }
        return both;
    }
}
