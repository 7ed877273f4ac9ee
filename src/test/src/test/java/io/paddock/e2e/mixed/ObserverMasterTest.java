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
import io.paddock.e2e.harness.FreePort;
import io.paddock.e2e.harness.Handshake;
import io.paddock.e2e.harness.ServerKind;
import io.paddock.e2e.harness.Wire;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Observers that learn from followers. Three voters, of which the third leads; observer 4 finds follower 1 at its port, and observer 5 follower 2, or 3
 * once 2 leads.
 */
class ObserverMasterTest {
    private static final int SESSION_MILLIS = 30_000;

    @RegisterExtension
    final Ensembles ensembles = new Ensembles();

    /** @param kinds of the members */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"PAPAP", "APAPA", "PPPPP"})
    void observersLearnFromFollowers(String kinds) throws Exception {
        String first = "observerMasterPort=" + FreePort.pick();
        String second = "observerMasterPort=" + FreePort.pick();
        Ensemble ensemble = ensembles.prepare(EnsembleOptions.of(kinds)
                .observers(2)
                .cfg("connectToLearnerMasterLimit=8")
                .cfg(1, first)
                .cfg(4, first)
                .cfg(2, second)
                .cfg(3, second)
                .cfg(5, second));
        List.of(3, 1).forEach(id -> ensemble.member(id).start());
        assertThat(ensemble.awaitServing().id()).isEqualTo(3);
        ensemble.member(2).start();
        ensemble.awaitServing();
        ensemble.startAll().awaitServing();
        awaitObservers(ensemble, 1, 1);
        awaitObservers(ensemble, 2, 1);
        assertThat(figure(ensemble.member(3), "synced_observers")).isEqualTo("0");
        assertThat(figure(ensemble.member(3), "learners")).isEqualTo("2");

        try (ClientSession stays = ensemble.member(4).connect()) {
            stays.create("/stays", "", CreateMode.EPHEMERAL);
            clientsWriteAndReadWhatTheyWrote(ensemble);
            aSessionGoesRound(ensemble);
            aSleeperCatchesUp(ensemble, ensemble.member(4));
            assertThat(stays.zk().exists("/stays", false).getEphemeralOwner())
                    .isEqualTo(stays.zk().getSessionId());
        }
        anObserverOutlivesItsFollower(ensemble);
        observersOutliveTheLeader(ensemble);
        Agreement.inMemoryAndOnDisk(ensemble);
    }

    private static void clientsWriteAndReadWhatTheyWrote(Ensemble ensemble) throws Exception {
        for (int id : List.of(4, 5)) {
            try (ClientSession client = ensemble.member(id).connect();
                    ClientSession other = ensemble.member(9 - id).connect()) {
                String path = "/by-" + id;
                client.create(path);
                client.create(path + "/mine", "", CreateMode.EPHEMERAL);
                for (int i = 0; i < 20; i++) {
                    client.zk().setData(path, new byte[i], i);
                }
                assertThat(client.zk().exists(path, false).getDataLength()).isEqualTo(19);
                // An answer to a sync comes behind all that was committed before it was asked.
                other.zk().sync(path, (code, ofPath, context) -> {}, null);
                assertThat(other.zk().exists(path, false).getVersion()).isEqualTo(20);
                assertThat(other.zk().getChildren(path, false)).containsExactly("mine");
            }
        }
        try (ClientSession client = ensemble.member(5).connect()) {
            client.zk().sync("/", (code, path, context) -> {}, null);
            assertThat(client.zk().getChildren("/by-4", false)).isEmpty();
        }
    }

    private static void aSessionGoesRound(Ensemble ensemble) {
        Wire wire = ensemble.member(4).wire();
        Handshake session = wire.newSession(SESSION_MILLIS);
        assertThat(wire.call(Frame.create(1, "/traveller", new byte[0], 1)).error())
                .isZero();
        long zxid = wire.call(Frame.ping()).zxid();
        for (int id : List.of(5, 3, 4, 1, 4)) {
            Wire left = wire;
            wire = ensemble.member(id).renew(session.renewal().withZxid(zxid));
            zxid = wire.call(Frame.setData(2, "/traveller", new byte[id])).zxid();
            left.close();
        }
        assertThat(wire.call(Frame.closeSession(3)).error()).isZero();
        wire.close();
    }

    private static void aSleeperCatchesUp(Ensemble ensemble, Member sleeper) throws Exception {
        sleeper.pause();
        try (ClientSession client = ensemble.member(2).connect()) {
            client.create("/while-it-slept");
        } finally {
            sleeper.resume();
        }
        sleeper.awaitShows("/while-it-slept");
    }

    private static void anObserverOutlivesItsFollower(Ensemble ensemble) throws Exception {
        ensemble.member(1).kill();
        // Apache's observers learn from followers, or not at all.
        if (ensemble.member(4).kind() == ServerKind.PADDOCK) {
            awaitObservers(ensemble, 3, 1);
            ensemble.awaitServing();
            assertThat(figure(ensemble.member(4), "observer_master_id")).isEqualTo("3");
        }
        try (ClientSession client = ensemble.member(2).connect()) {
            client.create("/while-it-was-dead");
        }
        ensemble.member(1).start();
        ensemble.awaitServing();
        ensemble.member(4).awaitShows("/while-it-was-dead");
    }

    private static void observersOutliveTheLeader(Ensemble ensemble) throws Exception {
        Agreement.awaitSameZxid(ensemble.running()); // So that the first does not lead next.
        ensemble.member(3).kill();
        ensemble.member(3).start();
        ensemble.awaitServing();
        try (ClientSession client = ensemble.member(5).connect()) {
            client.create("/in-the-next-epoch");
        }
        ensemble.running().forEach(member -> member.awaitShows("/in-the-next-epoch"));
    }

    private static void awaitObservers(Ensemble ensemble, int member, int count) {
        await(count + " observers at " + member)
                .atMost(Ensemble.PATIENCE)
                .until(() -> figure(ensemble.member(member), "synced_observers").equals(String.valueOf(count)));
    }

    private static String figure(Member member, String name) {
        return member.ask("mntr")
                .lines()
                .filter(line -> line.startsWith("zk_" + name + "\t"))
                .map(line -> line.substring(line.indexOf('\t') + 1))
                .findFirst()
                .orElse("");
    }
}
