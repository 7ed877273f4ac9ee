// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.load;

/**
 * The schedule of an open loop: when each operation should leave, whatever the server does.
 *
 * <p>A server that stalls does not stop the schedule: what could not leave in time keeps its intended time, and its
 * latency counts from there. That is what makes the measured latencies those of users who do not wait for each other
 * (no "coordinated omission"). The backlog is a single number, so it costs no memory however long the stall.
 */
final class Arrivals {
    private final long startNanos;
    private final long endNanos;
    private final double gapNanos;
    private long taken;
    private long nextNanos;

    /**
     * @param ratePerSecond how many leave per second, evenly spaced, from the start (inclusive) to the end
     *     (exclusive)
     */
    Arrivals(long startNanos, long endNanos, double ratePerSecond) {
        this.startNanos = startNanos;
        this.endNanos = endNanos;
        this.gapNanos = 1e9 / ratePerSecond;
        this.nextNanos = startNanos;
    }

    /** Whether one should have left by now and has not been taken. */
    boolean isDue(long nowNanos) {
        return nextNanos - nowNanos <= 0 && !isOver();
    }

    /** Whether all have been taken. */
    boolean isOver() {
        return nextNanos - endNanos >= 0;
    }

    /** When the next one should leave. */
    long nextNanos() {
        return nextNanos;
    }

    /** Take the next one: its intended time. */
    long take() {
        long intended = nextNanos;
        taken++;
        nextNanos = startNanos + (long) (taken * gapNanos); // Not "next + gap": roundings would add up.
        return intended;
    }
}
