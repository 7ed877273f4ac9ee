// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.cli;

import io.paddock.bench.client.Transport;
import io.paddock.bench.load.FanOut;
import io.paddock.bench.measure.ProcessCpu;
import io.paddock.bench.report.Report;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One event to many watchers. */
@Command(
        name = "watch",
        description = {
            "Let many sessions watch one znode, write it, and measure from the write to each of them being told.",
            "The row \"last\" is the time to the last one told, over the rounds."
        })
final class WatchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private TargetOptions target;

    @Mixin
    private OutputOptions output;

    @Option(
            names = {"-n", "--watchers"},
            defaultValue = "2000",
            description = "Sessions that watch. Default: ${DEFAULT-VALUE}.")
    private int watchers;

    @Option(names = "--rounds", defaultValue = "30", description = "Writes that count. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--warm-up-rounds",
            defaultValue = "20",
            description = "Writes before those. Default: ${DEFAULT-VALUE}.")
    private int warmUpRounds;

    @Option(names = "--path", defaultValue = "/bench/watched", description = "The znode. Default: ${DEFAULT-VALUE}.")
    private String path;

    @Override
    public Integer call() {
        ProcessCpu server = target.server();
        try (Transport transport = new Transport(target.threads())) {
            FanOut.Result result = new FanOut(transport, target.dial(), watchers, path)
                    .run(warmUpRounds, rounds, server, output.progress());
            Report report = new Report(
                            "watch", target.hosts() + ", one event to " + watchers + " watchers, " + rounds + " times")
                    .usage(result.usage(), "events", server.isWatching())
                    .latencies(result.each())
                    .latencies(result.last());
            output.print(report, spec.commandLine().getOut());
        }
        return 0;
    }
}
