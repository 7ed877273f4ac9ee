// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.report;

import io.paddock.bench.measure.Latencies;
import io.paddock.bench.measure.Usage;
import java.util.ArrayList;
import java.util.List;

/** The results of a command, in the order in which they should be read. */
public final class Report {
    private final String command;
    private final String subject;
    private final List<Figure> figures = new ArrayList<>();
    private final List<Latencies.Summary> latencies = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /** @param subject what was run, in one line */
    public Report(String command, String subject) {
        this.command = command;
        this.subject = subject;
    }

    /**
     * One number.
     *
     * @param field its name in JSON, unit last;
     * @param unit as people write it
     */
    public record Figure(String field, String label, double value, String unit) {}

    public Report figure(String field, String label, double value, String unit) {
        figures.add(new Figure(field, label, value, unit));
        return this;
    }

    /**
     * Throughput and CPU.
     *
     * @param what the plural of what was counted, such as {@code ops}
     */
    public Report usage(Usage usage, String what, boolean serverWatched) {
        figure(what + "_per_second", "throughput", usage.operationsPerSecond(), what + "/s");
        figure(what, "done", usage.operations(), what);
        figure("elapsed_seconds", "in", usage.elapsedNanos() / 1e9, "s");
        if (serverWatched) {
            figure("server_cpu_micros_per_op", "server CPU", usage.serverCpuMicrosPerOperation(), "µs each");
            figure("server_cores", "server CPU", usage.serverCores(), "cores");
        }
        return figure("client_cpu_micros_per_op", "client CPU", usage.clientCpuMicrosPerOperation(), "µs each");
    }

    public Report latencies(Latencies.Summary summary) {
        latencies.add(summary);
        return this;
    }

    /** Adds a remark that the reader should know before relying on the figures. */
    public Report note(String text) {
        notes.add(text);
        return this;
    }

    String command() {
        return command;
    }

    String subject() {
        return subject;
    }

    List<Figure> figures() {
        return figures;
    }

    List<Latencies.Summary> latencies() {
        return latencies;
    }

    List<String> notes() {
        return notes;
    }
}
