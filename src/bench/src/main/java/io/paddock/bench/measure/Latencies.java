// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.measure;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Latencies to three digits, from 100 ns to ten minutes. One thread records; readers wait until it is done. */
public final class Latencies {
    private static final long LOWEST_NANOS = 100;
    private static final long HIGHEST_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final Histogram histogram = new Histogram(LOWEST_NANOS, HIGHEST_NANOS, 3);

    /** Counts one latency. A value out of range counts as the nearest value in range. */
    public void record(long nanos) {
        histogram.recordValue(Math.max(0, Math.min(nanos, HIGHEST_NANOS)));
    }

    public void add(Latencies other) {
        histogram.add(other.histogram);
    }

    public long count() {
        return histogram.getTotalCount();
    }

    /** Returns the distribution in five numbers. */
    public Summary summary(String name) {
        return new Summary(
                name,
                histogram.getTotalCount(),
                histogram.getTotalCount() == 0 ? 0 : histogram.getMean(),
                histogram.getValueAtPercentile(50),
                histogram.getValueAtPercentile(99),
                histogram.getValueAtPercentile(99.9),
                histogram.getMaxValue());
    }

    /** All values except the count are nanoseconds. */
    public record Summary(
            String name, long count, double meanNanos, long p50Nanos, long p99Nanos, long p999Nanos, long maxNanos) {}
}
