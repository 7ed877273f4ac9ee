// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.load;

/**
 * The schedule of an open loop: when each operation should be sent, independently of the server.
 *
 * <p>A server that stalls does not stop the schedule. An operation that could not be sent in time keeps its
 * intended time, and its latency counts from there. So the measured latencies are those of users that do not
 * wait for each other (no "coordinated omission"). The backlog is a single number, so a long stall costs no
 * memory.
 */
final class Arrivals {
    private final long startNanos;
    private final long endNanos;
    private final double gapNanos;
    private long taken;
    private long nextNanos;

    /**
     * @param ratePerSecond operations per second, evenly spaced, from the start (inclusive) to the end
     *   (exclusive)
     */
    Arrivals(long startNanos, long endNanos, double ratePerSecond) {
        this.startNanos = startNanos;
        this.endNanos = endNanos;
        this.gapNanos = 1e9 / ratePerSecond;
        this.nextNanos = startNanos;
    }

    /** Returns whether an operation should have been sent by now and has not been taken. */
    boolean isDue(long nowNanos) {
        return nextNanos - nowNanos <= 0 && !isOver();
    }

    /** Returns whether all operations have been taken. */
    boolean isOver() {
        return nextNanos - endNanos >= 0;
    }

    /** Returns when the next operation should be sent. */
    long nextNanos() {
        return nextNanos;
    }

    /** Takes the next operation and returns its intended time. */
    long take() {
        long intended = nextNanos;
        taken++;
        // Not "next + gap", because rounding errors would add up.
        nextNanos = startNanos + (long) (taken * gapNanos);
        return intended;
    }
}
