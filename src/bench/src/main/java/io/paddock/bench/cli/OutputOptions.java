// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.cli;

import io.paddock.bench.compare.Table;
import io.paddock.bench.measure.Progress;
import io.paddock.bench.report.JsonReport;
import io.paddock.bench.report.Report;
import io.paddock.bench.report.TextReport;
import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** How a command reports what it measured. All commands share these options. */
final class OutputOptions {
    @Option(names = "--json", description = "Print one JSON object instead of text.")
    private boolean json;

    @Option(
            names = "--progress",
            negatable = true,
            defaultValue = "${env:PADDOCK_BENCH_TERMINAL:-false}",
            fallbackValue = "true",
            description = "Show progress on standard error. Default: if bin/zkBench.sh sees a terminal there.")
    private boolean progress;

    Progress progress() {
        return progress ? Progress.on(System.err) : Progress.silent();
    }

    void print(Table table, String subject, PrintWriter out) {
        out.print(json ? new TableJson(table, subject).toString() : subject + "\n\n" + table);
        out.flush();
    }

    void print(Report report, PrintWriter out) {
        out.print(json ? new JsonReport(report) : new TextReport(report));
        out.flush();
    }
}
