// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import io.paddock.bench.client.ServerUnreachable;
import io.paddock.bench.measure.Progress;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs the scenarios on each candidate in turn. */
public final class Comparison {
    /** The name of all scenarios with three members together. */
    public static final String ENSEMBLE = "ensemble";

    private static final List<Scenario> ALONE = List.of(
            new ColdStartScenario(),
            LoadScenario.many("get", "get", Stage::shared, LoadRows.of(Row.GET_CPU, Row.GET_RATE)),
            LoadScenario.many("set", "set", Stage::shared, LoadRows.of(Row.SET_CPU, Row.SET_RATE)),
            LoadScenario.many("mix", "get=90,set=10", Stage::shared, LoadRows.of(Row.MIX_CPU, Row.MIX_RATE)),
            LoadScenario.alone("one-read", "get", false, Stage::shared, Row.ONE_READ),
            LoadScenario.alone("one-read-spin", "get", true, Stage::shared, Row.ONE_READ_SPIN),
            LoadScenario.alone("one-write", "set", false, Stage::shared, Row.ONE_WRITE),
            LoadScenario.alone("one-write-spin", "set", true, Stage::shared, Row.ONE_WRITE_SPIN),
            new StormScenario(),
            new FanOutScenario(),
            new FillScenario(),
            new RestartScenario(),
            new SnapshotScenario());
    private static final List<Scenario> MEMBERS = List.of(
            LoadScenario.many(
                    "members-get",
                    "get",
                    Stage::ensemble,
                    new LoadRows(Row.MEMBERS_GET_CPU, Row.MEMBERS_GET_RATE, Row.MEMBERS_GET_P50, Row.MEMBERS_GET_P99)),
            LoadScenario.many(
                    "members-set",
                    "set",
                    Stage::ensemble,
                    new LoadRows(Row.MEMBERS_SET_CPU, Row.MEMBERS_SET_RATE, Row.MEMBERS_SET_P50, Row.MEMBERS_SET_P99)),
            LoadScenario.many(
                    "members-mix",
                    "get=90,set=10",
                    Stage::ensemble,
                    new LoadRows(Row.MEMBERS_MIX_CPU, Row.MEMBERS_MIX_RATE, Row.MEMBERS_MIX_P50, Row.MEMBERS_MIX_P99)),
            LoadScenario.alone(
                    "members-one-write", "set", false, stage -> stage.ensemble().atLeader(), Row.MEMBERS_ONE_WRITE),
            LoadScenario.alone(
                    "members-one-write-follower",
                    "set",
                    false,
                    stage -> stage.ensemble().atFollower(),
                    Row.MEMBERS_ONE_WRITE_FOLLOWER),
            new FailoverScenario(),
            new RollingRestartScenario(),
            new CatchUpScenario(),
            new JoinScenario(),
            new LargeFailoverScenario());
    private static final List<Scenario> SCENARIOS =
            Stream.concat(ALONE.stream(), MEMBERS.stream()).toList();

    private final List<Candidate> candidates;
    private final ServerOptions options;
    private final Settings settings;
    private final Progress progress;

    public Comparison(List<Candidate> candidates, ServerOptions options, Settings settings, Progress progress) {
        this.candidates = candidates;
        this.options = options;
        this.settings = settings;
        this.progress = progress;
    }

    /** The names of the scenarios, in the order they run. */
    public static List<String> ids() {
        return SCENARIOS.stream().map(Scenario::id).toList();
    }

    /** The names of the scenarios with three members. */
    public static List<String> ensembleIds() {
        return MEMBERS.stream().map(Scenario::id).toList();
    }

    /**
     * Runs the scenarios.
     *
     * @param only the scenarios to run, all if empty
     * @throws ServerUnreachable if a candidate does not start at all
     */
    public Table run(Set<String> only) throws IOException, InterruptedException {
        Table table = new Table(
                candidates.stream().map(Candidate::name).toList(),
                candidates.stream()
                        .filter(Candidate::isHeld)
                        .map(Candidate::name)
                        .collect(Collectors.toSet()));
        for (Candidate candidate : candidates) {
            try (Stage stage = new Stage(candidate, settings, new LiveHeap(options.jcmd()), table, progress)) {
                rehearse(stage);
                for (Scenario scenario : SCENARIOS) {
                    if (only.isEmpty() || only.contains(scenario.id())) {
                        run(scenario, stage);
                    }
                }
            }
        }
        progress.show("");
        return table;
    }

    /** Starts once without measuring. This builds what is missing and brings the files into memory. */
    private static void rehearse(Stage stage) throws IOException, InterruptedException {
        stage.progress("first start").show("waiting");
        stage.startEmpty().close();
    }

    private static void run(Scenario scenario, Stage stage) throws IOException, InterruptedException {
        try {
            scenario.run(stage);
        } catch (ServerUnreachable e) {
            scenario.rows().forEach(row -> stage.fail(row, "failed"));
            stage.note(scenario.id() + " failed: " + e.getMessage());
        }
    }
}
