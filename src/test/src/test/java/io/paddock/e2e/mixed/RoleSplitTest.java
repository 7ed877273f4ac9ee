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
import io.paddock.e2e.harness.Handshake;
import io.paddock.e2e.harness.Reply;
import io.paddock.e2e.harness.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three voters and two observers, of either kind in every role: all take writes, sessions go from one to the other, and any may die. */
class RoleSplitTest {
    private static final int SESSION_MILLIS = 30_000;

    @RegisterExtension
    final Ensembles ensembles = new Ensembles();

    /** @param kinds of the members; the third leads, the last two observe */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"PAAPA", "APPPA"})
    void membersOfBothKindsWorkTogetherInEveryRole(String kinds) throws Exception {
        Ensemble ensemble = ensembles.startLedBy(3, EnsembleOptions.of(kinds).observers(2));
        assertThat(ensemble.members()).extracting(Member::mode).endsWith("observer", "observer");
        everyMemberTakesWrites(ensemble);
        aSessionGoesRound(ensemble);
        aSleeperCatchesUp(ensemble, ensemble.member(1));
        aSleeperCatchesUp(ensemble, ensemble.member(4));
        aSleepingLeaderIsReplaced(ensemble);
        theKilledComeBack(ensemble);
        Agreement.inMemoryAndOnDisk(ensemble);
    }

    private static void everyMemberTakesWrites(Ensemble ensemble) throws Exception {
        List<String> written = new ArrayList<>();
        for (Member member : ensemble.members()) {
            try (ClientSession client = member.connect()) {
                written.add(client.create("/through-" + member.id(), "", CreateMode.PERSISTENT)
                        .substring(1));
                client.zk().setData("/through-1", new byte[member.id()], -1);
                client.create("/gone", "", CreateMode.EPHEMERAL);
                // Its own writes and all that was acknowledged before them.
                assertThat(client.zk().getChildren("/", false)).containsAll(written);
            }
        }
        for (Member member : ensemble.members()) {
            try (ClientSession client = member.connect()) {
                client.zk().setData("/through-1", new byte[9], -1);
                assertThat(client.zk().getChildren("/", false))
                        .containsAll(written)
                        .doesNotContain("gone");
            }
        }
    }

    private static void aSessionGoesRound(Ensemble ensemble) {
        Wire wire = ensemble.member(1).wire();
        Handshake session = wire.newSession(SESSION_MILLIS);
        assertThat(wire.call(Frame.create(1, "/traveller", new byte[0], 1)).error())
                .isZero();
        long zxid = wire.call(Frame.ping()).zxid();
        for (int id : List.of(2, 3, 4, 5, 1)) {
            Wire left = wire;
            wire = ensemble.member(id).renew(session.renewal().withZxid(zxid));
            assertThat(wire.call(Frame.setData(2, "/traveller", new byte[id])).error())
                    .isZero();
            // The member that had the session before must not write for it any more.
            byte[] late = Frame.setData(3, "/traveller", "late".getBytes(StandardCharsets.US_ASCII))
                    .bytes();
            try {
                left.trySend(late);
            } catch (IOException e) {
                // Told so already.
            }
            assertThat(left.closedByServer()).isTrue();
            left.close();
            Reply reply = wire.call(Frame.setData(4, "/traveller", new byte[] {(byte) id}));
            zxid = reply.zxid();
            Reply read = wire.call(Frame.read(5, Frame.GET_DATA, "/traveller", false));
            assertThat(read.stringAt(0)).hasSize(1);
        }
        assertThat(wire.call(Frame.closeSession(6)).error()).isZero();
        wire.close();
    }

    private static void aSleeperCatchesUp(Ensemble ensemble, Member sleeper) throws Exception {
        sleeper.pause();
        String path = "/while-" + sleeper.id() + "-slept";
        try (ClientSession client = ensemble.member(2).connect()) {
            client.create(path);
        } finally {
            sleeper.resume();
        }
        sleeper.awaitShows(path);
    }

    private static void aSleepingLeaderIsReplaced(Ensemble ensemble) throws Exception {
        Member sleeper = ensemble.awaitLeader();
        List<Member> awake =
                ensemble.members().stream().filter(member -> member != sleeper).toList();
        sleeper.pause();
        try {
            await("another leader")
                    .atMost(Ensemble.PATIENCE)
                    .until(() -> awake.stream().anyMatch(Member::leads)
                            && awake.stream().allMatch(Member::serves));
            try (ClientSession client = awake.get(0).connect()) {
                client.create("/while-the-leader-slept");
            }
        } finally {
            sleeper.resume();
        }
        ensemble.awaitServing();
        sleeper.awaitShows("/while-the-leader-slept");
    }

    private static void theKilledComeBack(Ensemble ensemble) throws Exception {
        for (int id : List.of(4, 2, 3)) {
            Member victim = ensemble.member(id);
            victim.kill();
            ensemble.awaitServing();
            String path = "/while-" + id + "-was-dead";
            try (ClientSession client = ensemble.running().get(0).connect()) {
                client.create(path);
            }
            victim.start();
            ensemble.awaitServing();
            victim.awaitShows(path);
        }
    }
}
