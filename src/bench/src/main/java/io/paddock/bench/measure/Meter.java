// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.measure;

import java.util.function.LongSupplier;

/** Reads operations, time and CPU at one moment, and again at another. */
public final class Meter {
    private final LongSupplier operations;
    private final ProcessCpu server;
    private final ProcessCpu client = ProcessCpu.own();
    private final long startOperations;
    private final long startServerCpuNanos;
    private final long startClientCpuNanos;
    private final long startNanos;

    /**
     * Starts now.
     *
     * @param operations how many operations are done; any thread may read it
     */
    public Meter(LongSupplier operations, ProcessCpu server) {
        this.operations = operations;
        this.server = server;
        this.startServerCpuNanos = server.nanos();
        this.startClientCpuNanos = client.nanos();
        this.startOperations = operations.getAsLong();
        this.startNanos = System.nanoTime();
    }

    /** Returns what was done and spent since the start. */
    public Usage usage() {
        long done = operations.getAsLong() - startOperations;
        return new Usage(
                done,
                System.nanoTime() - startNanos,
                server.nanos() - startServerCpuNanos,
                client.nanos() - startClientCpuNanos);
    }
}
