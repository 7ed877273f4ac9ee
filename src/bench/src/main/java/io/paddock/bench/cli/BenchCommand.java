// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.cli;

import io.paddock.bench.client.ServerUnreachable;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;

/** The root command. */
@Command(
        name = "zkBench.sh",
        description = "Measures any server that speaks ZooKeeper's client protocol.",
        footer = {"", "From a checkout also: zkBench.sh jmh [options and patterns of JMH]"},
        subcommands = {
            LoadCommand.class,
            FillCommand.class,
            ChurnCommand.class,
            WatchCommand.class,
            CompareCommand.class,
            CommandLine.HelpCommand.class
        },
        mixinStandardHelpOptions = true,
        subcommandsRepeatable = false)
public final class BenchCommand {
    private BenchCommand() {}

    /**
     * Runs a command line. Exit codes: 0 done, 1 could not measure, 2 wrong options, 3 measured, but
     * connections were lost.
     */
    public static int run(String... arguments) {
        return commandLine().execute(arguments);
    }

    static CommandLine commandLine() {
        IExecutionExceptionHandler refusals = (failure, command, parsed) -> {
            if (failure instanceof ServerUnreachable
                    || failure instanceof UncheckedIOException
                    || failure instanceof IllegalStateException) {
                command.getErr().println(command.getCommandName() + ": " + failure.getMessage());
                return CommandLine.ExitCode.SOFTWARE;
            }
            throw failure;
        };
        IParameterExceptionHandler wrongOptions = (failure, arguments) -> {
            CommandLine command = failure.getCommandLine();
            command.getErr().println(command.getCommandName() + ": " + failure.getMessage());
            command.getErr()
                    .println("Try: zkBench.sh help " + (command.getParent() == null ? "" : command.getCommandName()));
            return CommandLine.ExitCode.USAGE;
        };
        return new CommandLine(new BenchCommand())
                .setExecutionExceptionHandler(refusals)
                .setParameterExceptionHandler(wrongOptions);
    }
}
