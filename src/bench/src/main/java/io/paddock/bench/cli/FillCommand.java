// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.cli;

import io.paddock.bench.load.Fill;
import io.paddock.bench.load.Sweep;
import io.paddock.bench.measure.ProcessCpu;
import io.paddock.bench.report.Report;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Creates many znodes as fast as the server takes them. */
@Command(name = "fill", description = "Create many znodes as fast as the server takes them. They stay.")
final class FillCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private TargetOptions target;

    @Mixin
    private OutputOptions output;

    @Option(
            names = {"-n", "--znodes"},
            defaultValue = "1000000",
            description = "How many. Default: ${DEFAULT-VALUE}.")
    private long znodes;

    @Option(
            names = {"-c", "--connections"},
            defaultValue = "8",
            description = "Sessions. Default: ${DEFAULT-VALUE}.")
    private int connections;

    @Option(
            names = {"-o", "--outstanding"},
            defaultValue = "64",
            description = "Unanswered requests per connection. Default: ${DEFAULT-VALUE}.")
    private int outstanding;

    @Option(
            names = "--per-parent",
            defaultValue = "1000",
            description = "Children per parent. Default: ${DEFAULT-VALUE}.")
    private int perParent;

    @Option(
            names = "--value-size",
            defaultValue = "100",
            description = "Bytes of data per znode. Default: ${DEFAULT-VALUE}.")
    private int valueBytes;

    @Option(names = "--path", defaultValue = "/fill", description = "Where to create them. Default: ${DEFAULT-VALUE}.")
    private String root;

    @Override
    public Integer call() {
        ProcessCpu server = target.server();
        Sweep.Result result = fill().run(server, output.progress());
        Report report = new Report(
                        "fill",
                        String.format(
                                Locale.ROOT,
                                "%s, %,d znodes of %d B, %d connections x %d",
                                target.hosts(),
                                znodes,
                                valueBytes,
                                connections,
                                outstanding))
                .usage(result.usage(), "ops", server.isWatching())
                .figure("errors", "errors", result.errors().total(), "")
                .latencies(result.latencies());
        if (result.errors().total() > 0) {
            report.note("error codes and how often: " + result.errors());
        }
        output.print(report, spec.commandLine().getOut());
        return 0;
    }

    private Fill fill() {
        try {
            return new Fill(
                    target.dial(), target.threads(), connections, outstanding, znodes, perParent, valueBytes, root);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
