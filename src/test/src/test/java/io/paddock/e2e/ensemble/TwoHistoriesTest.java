// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paddock.e2e.harness.ClientSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A member comes back with data to members that have formed an ensemble without it and without data. */
class TwoHistoriesTest {
    private static final EnsembleOptions OPTIONS = EnsembleOptions.of("PPP").cfg("paddock.newEnsembleWaitMs=1000");
    private static final int TXNS = 20;

    @RegisterExtension
    final Ensembles ensembles = new Ensembles();

    @Test
    void whoComesBackToAMajorityWithNewDisksOverturnsNothingAndKeepsItsFilesUntilTheOperatorChooses() throws Exception {
        Ensemble ensemble = ensembles.start(OPTIONS);
        Member old = ensemble.member(3);
        create(old, "/old");
        ensemble.members().forEach(Member::stop);
        ensemble.member(1).loseData();
        ensemble.member(2).loseData();
        List<String> before = history(old);

        ensemble.member(1).start();
        ensemble.member(2).start();
        Member leader = ensemble.awaitServing();
        create(leader, "/new");
        old.start();
        for (Member each : List.of(leader, old)) {
            await(each + " tells of the conflict").atMost(Ensemble.PATIENCE).until(() -> each.log()
                    .contains("Two histories in conflict"));
        }
        await("nobody has to find out what to do")
                .atMost(Ensemble.PATIENCE)
                .until(() -> Files.exists(old.dataDir().resolve("version-2/conflict")));
        assertThat(old.serves()).isFalse();
        assertThat(history(old)).containsAll(before);
        assertThat(leader.leads()).as("the leader that a quorum follows").isTrue();
        assertThat(children(leader, "/new")).hasSize(TXNS);

        old.stop();
        Files.createFile(old.dataDir().resolve("give-up-history"));
        old.start();
        await("the member without its history").atMost(Ensemble.PATIENCE).until(old::serves);
        assertThat(children(old, "/new")).hasSize(TXNS);
        assertThat(history(old)).as("kept under other names").anyMatch(each -> each.startsWith("replaced-"));
    }

    @Test
    void twoNewMembersThatHaveWrittenNothingTakeTheDataOfTheServerThatJoinsThem() throws Exception {
        Ensemble ensemble = ensembles.prepare(OPTIONS);
        Member alone = ensemble.member(1);
        serveAloneAndStop(alone);
        formWithout(alone, ensemble);
        alone.start();
        for (Member each : ensemble.members()) {
            await("the data at " + each)
                    .atMost(Ensemble.PATIENCE)
                    .ignoreExceptions()
                    .until(() -> children(each, "/old").size() == TXNS);
        }
    }

    @Test
    void whereTheTwoHaveWrittenTheFilesOfTheServerThatJoinsThemAreKept() throws Exception {
        Ensemble ensemble = ensembles.prepare(OPTIONS);
        Member alone = ensemble.member(1);
        serveAloneAndStop(alone);
        List<String> before = history(alone);
        formWithout(alone, ensemble);
        create(ensemble.member(2), "/new");
        alone.start();
        await("the third member").atMost(Ensemble.PATIENCE).until(alone::serves);
        assertThat(children(alone, "/new")).hasSize(TXNS);
        assertThat(history(alone))
                .as("files that are kept, each under a longer name")
                .satisfies(after -> assertThat(before).allMatch(file -> after.stream()
                        .anyMatch(each -> each.startsWith("replaced-") && each.endsWith(file))));
        assertThat(alone.log()).contains("names that begin with replaced-");
    }

    private static void serveAloneAndStop(Member alone) throws Exception {
        String lines = Files.readString(alone.configFile());
        Files.writeString(
                alone.configFile(),
                lines.lines().filter(each -> !each.startsWith("server.")).collect(Collectors.joining("\n", "", "\n")));
        alone.start();
        await("a standalone server").atMost(Ensemble.PATIENCE).until(() -> alone.mode()
                .equals("standalone"));
        create(alone, "/old");
        alone.stop();
        Files.writeString(alone.configFile(), lines);
    }

    private static void formWithout(Member missing, Ensemble ensemble) {
        ensemble.members().stream().filter(each -> each != missing).forEach(Member::start);
        ensemble.awaitServing();
    }

    private static void create(Member at, String parent) throws Exception {
        try (ClientSession session = at.connect()) {
            session.zk().create(parent, new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            for (int i = 0; i < TXNS; i++) {
                session.zk().create(parent + "/" + i, new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            }
        }
    }

    private static List<String> children(Member at, String parent) throws Exception {
        try (ClientSession session = at.connect()) {
            return session.zk().getChildren(parent, false);
        }
    }

    // Names of logs and snapshots, also of those that are kept under other names.
    private static List<String> history(Member member) {
        try (Stream<Path> files = Files.list(member.dataDir().resolve("version-2"))) {
            return files.map(each -> each.getFileName().toString())
                    .filter(each -> each.contains("log.") || each.contains("snapshot."))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
