// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.report;

import io.paddock.bench.measure.Latencies;
import java.util.Locale;

/** A report as aligned text. */
public final class TextReport {
    private final Report report;

    public TextReport(Report report) {
        this.report = report;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(report.command()).append(": ").append(report.subject()).append('\n');
        for (Report.Figure figure : report.figures()) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-14s %,15." + decimals(figure.value()) + "f %s%n",
                    figure.label(),
                    figure.value(),
                    figure.unit()));
        }
        if (!report.latencies().isEmpty()) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-14s %15s %10s %10s %10s %10s %10s%n",
                    "latency, µs",
                    "count",
                    "mean",
                    "p50",
                    "p99",
                    "p99.9",
                    "max"));
            report.latencies().forEach(summary -> text.append(row(summary)));
        }
        report.notes().forEach(note -> text.append("note: ").append(note).append('\n'));
        return text.toString();
    }

    private static String row(Latencies.Summary summary) {
        return String.format(
                Locale.ROOT,
                "  %-12s %,15d %,10.0f %,10.0f %,10.0f %,10.0f %,10.0f%n",
                summary.name(),
                summary.count(),
                summary.meanNanos() / 1e3,
                summary.p50Nanos() / 1e3,
                summary.p99Nanos() / 1e3,
                summary.p999Nanos() / 1e3,
                summary.maxNanos() / 1e3);
    }

    /** Returns enough digits to compare, but not more than were measured. */
    private static int decimals(double value) {
        return value == Math.rint(value) || value >= 1000 ? 0 : 2;
    }
}
