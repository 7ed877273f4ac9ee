// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.cli;

import io.paddock.bench.compare.ApacheCandidate;
import io.paddock.bench.compare.ApacheJars;
import io.paddock.bench.compare.Candidate;
import io.paddock.bench.compare.Comparison;
import io.paddock.bench.compare.ScriptCandidate;
import io.paddock.bench.compare.ServerOptions;
import io.paddock.bench.compare.Settings;
import io.paddock.bench.compare.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Apache ZooKeeper and Paddock in turn. */
@Command(
        name = "compare",
        description = {
            "Start Apache ZooKeeper and Paddock in turn, with the same heap, put the same loads on each, and print "
                    + "one table.",
            "CPU per operation is user and system time of the server process: on a shared machine it is the figure "
                    + "to trust."
        })
final class CompareCommand implements Callable<Integer> {
    private static final String START_SCRIPT = "bin/zkServer.sh";

    @Spec
    private CommandSpec spec;

    @Mixin
    private OutputOptions output;

    @Option(
            names = "--servers",
            split = ",",
            defaultValue = "apache,paddock",
            description =
                    "Who takes part, of apache, apache-netty, paddock; the ratio is that of the last to the first. "
                            + "Default: ${DEFAULT-VALUE}.")
    private List<String> servers;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "SCENARIO",
            description = "Scenarios to run, of cold-start, get, set, mix, one-read, one-read-spin, one-write, "
                    + "one-write-spin, sessions, watchers, fill, restart, snapshot (these three fill a server first), and with "
                    + "three members each: members-get, members-set, members-mix, members-one-write, "
                    + "members-one-write-follower, failover, rolling-restart, catch-up, members-join, failover-large, or all of these: ensemble. "
                    + "Default: all.")
    private List<String> only = new ArrayList<>();

    @Option(
            names = "--paddock-cmd",
            paramLabel = "COMMAND",
            description = "How to start Paddock in the foreground; the path of a zoo.cfg is appended. "
                    + "Default: bin/zkServer.sh start-foreground, of this distribution or checkout.")
    private String paddockCommand;

    @Option(
            names = "--home",
            hidden = true,
            defaultValue = "${env:PADDOCK_HOME:-.}",
            description = "The distribution or checkout that bin/zkBench.sh belongs to.")
    private Path home;

    @Option(
            names = "--apache-lib",
            paramLabel = "DIR",
            description = "Folder with Apache ZooKeeper's jars; fetched with Maven if they are not there.")
    private Path apacheLib;

    @Option(
            names = "--java-home",
            paramLabel = "DIR",
            defaultValue = "${sys:java.home}",
            description = "The JDK for both servers. Default: the one that runs this, ${DEFAULT-VALUE}.")
    private Path javaHome;

    @Option(
            names = "--heap",
            paramLabel = "MB",
            defaultValue = "2048",
            description = "Heap of each, in MB. Default: ${DEFAULT-VALUE}.")
    private int heapMegabytes;

    @Option(
            names = {"-w", "--warm-up"},
            defaultValue = "10s",
            converter = DurationOption.class,
            description =
                    "How long each load runs before it is measured: less, and the JIT compilers' work is measured too; on three members three times that. Default: ${DEFAULT-VALUE}.")
    private Duration warmUp;

    @Option(
            names = {"-d", "--duration"},
            defaultValue = "5s",
            converter = DurationOption.class,
            description = "How long each load is measured. Default: ${DEFAULT-VALUE}.")
    private Duration duration;

    @Option(
            names = "--znodes",
            defaultValue = "1000000",
            description = "Znodes to fill with. Default: ${DEFAULT-VALUE}.")
    private long znodes;

    @Option(
            names = "--sessions",
            defaultValue = "5000",
            description = "Sessions that connect at once. Default: ${DEFAULT-VALUE}.")
    private int sessions;

    @Option(
            names = "--watchers",
            defaultValue = "2000",
            description = "Sessions that watch one znode. Default: ${DEFAULT-VALUE}.")
    private int watchers;

    @Option(
            names = "--snapshot-rate",
            defaultValue = "5000",
            description = "Operations per second while looking for the effect of snapshots. Default: ${DEFAULT-VALUE}.")
    private double snapshotRate;

    @Option(
            names = "--cold-starts",
            defaultValue = "5",
            description = "How many; the median counts. Default: ${DEFAULT-VALUE}.")
    private int coldStarts;

    @Option(
            names = "--failovers",
            defaultValue = "10",
            description = "How many times the leader of three members is killed. Default: ${DEFAULT-VALUE}.")
    private int failovers;

    @Option(
            names = "--work-dir",
            paramLabel = "DIR",
            defaultValue = "${sys:java.io.tmpdir}",
            description = "Where the data directories are made and deleted again: its disk decides the figures of "
                    + "writes. Default: ${DEFAULT-VALUE}.")
    private Path workDirectory;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Set<String> scenarios = scenarios();
        ServerOptions options = new ServerOptions(javaHome, heapMegabytes);
        Settings settings = new Settings(
                warmUp, duration, znodes, sessions, watchers, snapshotRate, coldStarts, failovers, workDirectory);
        Table table = new Comparison(candidates(options), options, settings, output.progress()).run(scenarios);
        PrintWriter out = spec.commandLine().getOut();
        output.print(table, subject(), out);
        return 0;
    }

    private String subject() {
        return String.format(
                Locale.ROOT,
                "%,d MB heap, %s, %,d znodes, %,d sessions, %,d watchers, %s + %s per load",
                heapMegabytes,
                javaHome,
                znodes,
                sessions,
                watchers,
                warmUp.toString().substring(2).toLowerCase(Locale.ROOT),
                duration.toString().substring(2).toLowerCase(Locale.ROOT));
    }

    private Set<String> scenarios() {
        Set<String> scenarios = new LinkedHashSet<>();
        for (String id : only) {
            if (id.equals(Comparison.ENSEMBLE)) {
                scenarios.addAll(Comparison.ensembleIds());
            } else if (Comparison.ids().contains(id)) {
                scenarios.add(id);
            } else {
                throw new ParameterException(
                        spec.commandLine(),
                        "no scenario \"" + id + "\": use " + String.join(", ", Comparison.ids()) + ", "
                                + Comparison.ENSEMBLE);
            }
        }
        return scenarios;
    }

    private List<Candidate> candidates(ServerOptions options) throws IOException, InterruptedException {
        List<Candidate> candidates = new ArrayList<>();
        for (String server : servers) {
            switch (server) {
                case "apache" -> candidates.add(new ApacheCandidate(apacheJars(), false, options));
                case "apache-netty" -> candidates.add(new ApacheCandidate(apacheJars(), true, options));
                case "paddock" -> candidates.add(new ScriptCandidate("Paddock", paddock(), options));
                default ->
                    throw new ParameterException(
                            spec.commandLine(), "no server \"" + server + "\": use apache, apache-netty, paddock");
            }
        }
        return candidates;
    }

    private List<String> paddock() {
        if (paddockCommand != null) {
            return List.of(paddockCommand.trim().split("\\s+"));
        }
        Path script = home.resolve(START_SCRIPT).toAbsolutePath().normalize();
        if (!Files.isExecutable(script)) {
            throw new ParameterException(
                    spec.commandLine(), "no " + script + ": say with --paddock-cmd how to start Paddock");
        }
        return List.of(script.toString(), "start-foreground");
    }

    private Path apacheJars() throws IOException, InterruptedException {
        return new ApacheJars(apacheLib != null ? apacheLib : defaultApacheLib()).resolve();
    }

    /**
     * In a checkout, a folder below target, so that "mvn clean" removes it. Otherwise a folder in the user's
     * cache, because a distribution may be read-only.
     */
    private Path defaultApacheLib() {
        Path module = home.resolve("src/bench");
        return Files.isDirectory(module)
                ? module.resolve("target/apache")
                : Path.of(System.getProperty("user.home"), ".cache", "paddock", "apache");
    }
}
