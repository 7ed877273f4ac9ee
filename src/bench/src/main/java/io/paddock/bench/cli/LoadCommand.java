// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.cli;

import io.paddock.bench.load.LoadPlan;
import io.paddock.bench.load.LoadResult;
import io.paddock.bench.load.LoadRun;
import io.paddock.bench.load.OpMix;
import io.paddock.bench.measure.ProcessCpu;
import io.paddock.bench.report.Report;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A mix of operations from many connections for a while. */
@Command(
        name = "load",
        description = {
            "Send a mix of operations for a while.",
            "Without --rate each connection keeps its window full (closed loop). With --rate operations leave on a "
                    + "schedule, and latency counts from "
                    + "when they should have left, so a stall shows in full (open loop)."
        })
final class LoadCommand implements Callable<Integer> {
    private static final int SOME_LOST = 3;

    @Spec
    private CommandSpec spec;

    @Mixin
    private TargetOptions target;

    @Mixin
    private OutputOptions output;

    @Option(
            names = {"-c", "--connections"},
            defaultValue = "32",
            description = "Sessions. Default: ${DEFAULT-VALUE}.")
    private int connections;

    @Option(
            names = {"-o", "--outstanding"},
            defaultValue = "16",
            description = "Unanswered requests per connection. Default: ${DEFAULT-VALUE}.")
    private int outstanding;

    @Option(
            names = {"-m", "--mix"},
            defaultValue = "get=100",
            description = "Operations and weights, of get, set, exists, children, create, delete, multi. Default: "
                    + "${DEFAULT-VALUE}.")
    private String mix;

    @Option(
            names = {"-r", "--rate"},
            defaultValue = "0",
            description = "Operations per second over all connections (open loop); 0 is a closed loop. Default: "
                    + "${DEFAULT-VALUE}.")
    private double rate;

    @Option(
            names = "--value-size",
            defaultValue = "100",
            description = "Bytes of data per znode. Default: ${DEFAULT-VALUE}.")
    private int valueBytes;

    @Option(
            names = {"-k", "--keys"},
            defaultValue = "1000",
            description = "Znodes read and written. Default: ${DEFAULT-VALUE}.")
    private int keys;

    @Option(names = "--multi-ops", defaultValue = "4", description = "setData per multi. Default: ${DEFAULT-VALUE}.")
    private int multiOps;

    @Option(
            names = "--children",
            defaultValue = "10",
            description = "Children of the znode that \"children\" lists. Default: ${DEFAULT-VALUE}.")
    private int childrenPerDirectory;

    @Option(names = "--path", defaultValue = "/bench", description = "Where to work. Default: ${DEFAULT-VALUE}.")
    private String root;

    @Option(
            names = {"-w", "--warm-up"},
            defaultValue = "3s",
            converter = DurationOption.class,
            description = "How long to run before measuring. Default: ${DEFAULT-VALUE}.")
    private Duration warmUp;

    @Option(
            names = {"-d", "--duration"},
            defaultValue = "5s",
            converter = DurationOption.class,
            description = "How long to measure. Default: ${DEFAULT-VALUE}.")
    private Duration duration;

    @Option(
            names = "--spin",
            description =
                    "Poll without sleeping: takes a core per thread, but latencies don't hold the time it takes to "
                            + "wake the load generator.")
    private boolean spin;

    @Option(names = "--delete-after", description = "Delete the keys when done.")
    private boolean deleteAfter;

    @Override
    public Integer call() {
        LoadPlan plan = plan();
        ProcessCpu server = target.server();
        LoadRun run = new LoadRun(plan, server, output.progress());
        LoadResult result = run.result();
        if (deleteAfter) {
            run.undo();
        }
        output.print(report(result, server.isWatching()), spec.commandLine().getOut());
        return result.losses().isEmpty() ? 0 : SOME_LOST;
    }

    private LoadPlan plan() {
        try {
            return new LoadPlan(
                    target.dial(),
                    target.threads(),
                    spin,
                    connections,
                    outstanding,
                    OpMix.parse(mix),
                    rate,
                    valueBytes,
                    keys,
                    multiOps,
                    childrenPerDirectory,
                    root,
                    warmUp,
                    duration);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private Report report(LoadResult result, boolean serverWatched) {
        LoadPlan plan = result.plan();
        String pace =
                plan.isOpenLoop() ? String.format(Locale.ROOT, "open loop at %,.0f/s", plan.rate()) : "closed loop";
        Report report = new Report(
                "load",
                target.hosts() + ", " + plan.connections() + " connections x " + plan.outstanding() + ", " + plan.mix()
                        + ", " + plan.valueBytes() + " B, " + plan.keys() + " keys, " + pace);
        report.usage(result.usage(), "ops", serverWatched);
        report.figure("errors", "errors", result.errors().total(), "");
        report.figure("unanswered", "unanswered", result.unanswered(), "");
        report.figure("connections_lost", "connections", result.losses().size(), "lost");
        report.latencies(result.all());
        if (result.byKind().size() > 1) {
            result.byKind().forEach(report::latencies);
        }
        if (result.errors().total() > 0) {
            report.note("error codes and how often: " + result.errors());
        }
        result.losses().stream().distinct().forEach(why -> report.note("connection lost: " + why));
        return report;
    }
}
