// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import io.paddock.bench.load.LoadPlan;
import io.paddock.bench.load.LoadRun;
import io.paddock.bench.measure.ProcessCpu;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Puts the same open loop on the leader three times. The first time, nothing else happens. The second time, a
 * follower that has lost its disk takes over many znodes from the leader, again and again. The third time,
 * that follower runs at the lowest priority. Then it does not take from the leader the CPU of the machine
 * that they share here.
 */
final class JoinScenario implements Scenario {
    private static final LoadScenario MIX =
            LoadScenario.many("members-join", "get=90,set=10", Stage::ensemble, new LoadRows(null, null, null, null));

    @Override
    public String id() {
        return "members-join";
    }

    @Override
    public Set<Row> rows() {
        return EnumSet.of(
                Row.JOIN_QUIET_P999, Row.JOIN_P999, Row.JOIN_FACTOR, Row.JOIN_MODEST_P999, Row.JOIN_MODEST_FACTOR);
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        RunningEnsemble ensemble = stage.filledEnsemble();
        RunningMember follower = ensemble.followers().get(0);
        Target atLeader = ensemble.atLeader();
        double quiet = p999Millis(stage, atLeader, "quiet");
        double joining = whileJoining(stage, follower, atLeader, follower::start);
        double joiningModestly = whileJoining(stage, follower, atLeader, follower::startModestly);
        stage.put(Row.JOIN_QUIET_P999, quiet);
        stage.put(Row.JOIN_P999, joining);
        stage.put(Row.JOIN_FACTOR, joining / quiet);
        stage.put(Row.JOIN_MODEST_P999, joiningModestly);
        stage.put(Row.JOIN_MODEST_FACTOR, joiningModestly / quiet);
    }

    private interface Start {
        void now() throws IOException;
    }

    private double whileJoining(Stage stage, RunningMember follower, Target atLeader, Start start)
            throws IOException, InterruptedException {
        CompletableFuture<Double> load = CompletableFuture.supplyAsync(() -> p999Millis(stage, atLeader, "joining"));
        int joins = 0;
        for (; !load.isDone(); joins++) {
            follower.close();
            follower.empty();
            start.now();
            follower.awaitFirstReplyNanos();
        }
        stage.note(id() + ": " + joins + " times a follower joined, from the warm-up on");
        return load.join();
    }

    private double p999Millis(Stage stage, Target target, String what) {
        Settings settings = stage.settings();
        LoadPlan plan = MIX.plan(target, settings, settings.snapshotRate());
        // There are no CPU figures, because processes start and end meanwhile.
        return new LoadRun(plan, new ProcessCpu(List.of()), stage.progress(id() + ", " + what))
                        .result()
                        .all()
                        .p999Nanos()
                / 1e6;
    }
}
