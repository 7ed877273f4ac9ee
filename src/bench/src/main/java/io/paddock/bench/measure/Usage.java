// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.measure;

/**
 * How many operations were done in a period of time, and how much CPU time they took.
 *
 * @param serverCpuNanos 0 if no server process was watched
 */
public record Usage(long operations, long elapsedNanos, long serverCpuNanos, long clientCpuNanos) {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MICRO = 1e3;

    public double operationsPerSecond() {
        return elapsedNanos == 0 ? 0 : operations * NANOS_PER_SECOND / elapsedNanos;
    }

    public double serverCpuMicrosPerOperation() {
        return operations == 0 ? 0 : serverCpuNanos / NANOS_PER_MICRO / operations;
    }

    public double clientCpuMicrosPerOperation() {
        return operations == 0 ? 0 : clientCpuNanos / NANOS_PER_MICRO / operations;
    }

    /** Returns how many cores the server used on average. */
    public double serverCores() {
        return elapsedNanos == 0 ? 0 : (double) serverCpuNanos / elapsedNanos;
    }
}
