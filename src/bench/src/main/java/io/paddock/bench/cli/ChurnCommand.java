// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.cli;

import io.paddock.bench.client.Transport;
import io.paddock.bench.load.Churn;
import io.paddock.bench.load.Storm;
import io.paddock.bench.measure.ProcessCpu;
import io.paddock.bench.report.Report;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Sessions that come and go, or come all at once. */
@Command(
        name = "churn",
        description = "Open and close sessions for a while; or, with --at-once, open many at the same moment and wait "
                + "until all are served.")
final class ChurnCommand implements Callable<Integer> {
    private static final int SOME_REFUSED = 3;

    @Spec
    private CommandSpec spec;

    @Mixin
    private TargetOptions target;

    @Mixin
    private OutputOptions output;

    @Option(
            names = {"-c", "--connections"},
            defaultValue = "16",
            description = "Sessions that come and go beside each other. Default: ${DEFAULT-VALUE}.")
    private int connections;

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
            names = "--at-once",
            paramLabel = "N",
            description = "Open N sessions at the same moment instead; the server's maxClientCnxns must allow it.")
    private int atOnce;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "With --at-once: how often; the first one finds everything cold. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Override
    public Integer call() throws InterruptedException {
        try (Transport transport = new Transport(target.threads())) {
            return atOnce > 0 ? storm(transport) : churn(transport);
        }
    }

    private int churn(Transport transport) throws InterruptedException {
        ProcessCpu server = target.server();
        Churn.Result result =
                new Churn(transport, target.dial(), connections).run(warmUp, duration, server, output.progress());
        Report report = new Report("churn", target.hosts() + ", " + connections + " sessions come and go")
                .usage(result.usage(), "sessions", server.isWatching())
                .figure("refused", "refused", result.refused(), "sessions")
                .latencies(result.connect())
                .latencies(result.close());
        output.print(report, spec.commandLine().getOut());
        return result.refused() == 0 ? 0 : SOME_REFUSED;
    }

    private int storm(Transport transport) throws InterruptedException {
        Report report = new Report("churn", target.hosts() + ", " + atOnce + " sessions at once");
        boolean all = true;
        for (int round = 1; round <= rounds; round++) {
            output.progress().show("round " + round + " of " + rounds);
            Storm.Result result = new Storm(transport, target.dial(), atOnce).run();
            report.figure("round_" + round + "_served", "round " + round, result.servedCount(), "served")
                    .figure("round_" + round + "_last_millis", "", result.lastServedNanos() / 1e6, "ms to the last")
                    .latencies(result.served());
            result.refusals().forEach((why, count) -> report.note(count + " refused: " + why));
            all &= result.servedCount() == atOnce;
        }
        output.progress().show("");
        output.print(report, spec.commandLine().getOut());
        return all ? 0 : SOME_REFUSED;
    }
}
