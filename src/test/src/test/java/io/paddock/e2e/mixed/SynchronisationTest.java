// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.mixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paddock.e2e.ensemble.Agreement;
import io.paddock.e2e.ensemble.Ensemble;
import io.paddock.e2e.ensemble.EnsembleOptions;
import io.paddock.e2e.ensemble.Ensembles;
import io.paddock.e2e.ensemble.Member;
import io.paddock.e2e.harness.ClientSession;
import io.paddock.e2e.harness.Frame;
import io.paddock.e2e.harness.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A member that has missed writes, made up writes of its own or lost its disk gets what it needs from a leader of the other kind. */
class SynchronisationTest {
    private static final int SESSION_MILLIS = 60_000;
    private static final String GHOST = "/never-acknowledged";

    @RegisterExtension
    final Ensembles ensembles = new Ensembles();

    /** @param kinds the third leads first, is cut off and comes back; the second leads then */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"PAP", "PPA"})
    void byTruncByDiffAndBySnap(String kinds) throws Exception {
        Ensemble ensemble = ensembles.startLedBy(
                3, EnsembleOptions.of(kinds).cables().cfg("syncLimit=40").jvm("-Dzookeeper.snapshotSizeFactor=-1"));
        Member teacher = ensemble.member(2);
        Member learner = ensemble.member(3);
        write(ensemble, "/before", 10);

        proposeAlone(ensemble, learner);
        learner.kill();
        ensemble.cabling().drop(3);
        ensemble.cabling().mend();
        assertThat(ensemble.awaitServing()).isEqualTo(teacher);
        // Nothing is written yet in the new epoch: over a later one Apache's leader sends a snapshot instead.
        assertThat(synchronise(ensemble, learner)).isEqualTo("TRUNC");
        try (ClientSession client = learner.connect()) {
            assertThat(client.zk().exists(GHOST, false)).isNull();
        }

        learner.kill();
        write(ensemble, "/diff", 20);
        assertThat(synchronise(ensemble, learner)).isEqualTo("DIFF");

        learner.kill();
        learner.loseData();
        write(ensemble, "/snap", 20);
        assertThat(synchronise(ensemble, learner)).isEqualTo("SNAP");

        // What it has got is good enough to live on, and to lead with.
        teacher.kill();
        assertThat(ensemble.awaitServing()).isEqualTo(learner);
        write(ensemble, "/led", 10);
        teacher.start();
        Agreement.inMemoryAndOnDisk(ensemble);
    }

    private static void write(Ensemble ensemble, String path, int count) throws Exception {
        try (ClientSession client = ensemble.running().get(0).connect()) {
            client.create(path);
            for (int i = 0; i < count; i++) {
                client.create(path + "/" + i);
            }
        }
    }

    // The leader logs a txn that no other member ever receives.
    private static void proposeAlone(Ensemble ensemble, Member leader) {
        try (Wire wire = leader.wire()) {
            wire.newSession(SESSION_MILLIS);
            ensemble.cabling().isolate(leader.id());
            wire.send(Frame.create(1, GHOST, new byte[0], 0).bytes());
            await("the txn in its log").atMost(Ensemble.PATIENCE).until(() -> logHolds(leader.dataDir(), GHOST));
        }
    }

    private static boolean logHolds(Path dataDir, String text) throws IOException {
        try (Stream<Path> files = Files.list(dataDir.resolve("version-2"))) {
            List<Path> logs = files.filter(file -> file.getFileName().toString().startsWith("log."))
                    .toList();
            for (Path log : logs) {
                if (new String(Files.readAllBytes(log), StandardCharsets.ISO_8859_1).contains(text)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Starts a member. @return how it came to hold what the others do */
    private static String synchronise(Ensemble ensemble, Member member) {
        int before = member.log().length();
        member.start();
        Agreement.inMemory(ensemble);
        String log = member.log().substring(before);
        if (log.contains("Getting a snapshot from leader") || log.contains("Installed a snapshot of the leader")) {
            return "SNAP";
        }
        return log.contains("Truncating log to get in sync") || log.contains("Truncated the log") ? "TRUNC" : "DIFF";
    }
}
