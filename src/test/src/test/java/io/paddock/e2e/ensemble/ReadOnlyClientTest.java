// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.paddock.e2e.harness.ClientSession;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.NotReadOnlyException;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.ZooKeeper.States;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A client of the last of three members, in read-only mode. */
class ReadOnlyClientTest {
    @RegisterExtension
    final Ensembles ensembles = new Ensembles();

    @Test
    void readOnlyClientIsServedAndReturnsToTheEnsemble() throws Exception {
        // Apache's servers need the local sessions.
        Ensemble ensemble = ensembles.start(EnsembleOptions.of("PPP")
                .jvm("-Dreadonlymode.enabled=true")
                .cfg("localSessionsEnabled=true")
                .cfg("localSessionsUpgradingEnabled=true"));
        Member leader = ensemble.awaitLeader();
        Member left = leader.id() == 1 ? ensemble.member(2) : ensemble.member(1);
        List<Member> others =
                ensemble.members().stream().filter(each -> each != left).toList();
        try (ClientSession client = left.connect()) {
            client.create("/known");
        }
        others.forEach(Member::kill);
        await("read-only mode").atMost(Ensemble.PATIENCE).until(() -> left.mode()
                .equals("read-only"));
        ZooKeeper reader = new ZooKeeper(left.connectString(), 30_000, event -> {}, true);
        try {
            await("the reader").atMost(Ensemble.PATIENCE).until(() -> reader.getState() == States.CONNECTEDREADONLY);
            assertThat(reader.getChildren("/", false)).contains("known");
            assertThatThrownBy(() -> reader.setData("/known", new byte[1], -1))
                    .isInstanceOf(NotReadOnlyException.class);
            assertThat(reader.exists("/known", true).getVersion()).isZero();

            others.forEach(Member::start);
            await("the reader may write")
                    .atMost(Ensemble.PATIENCE)
                    .ignoreExceptionsInstanceOf(KeeperException.class)
                    .until(() -> reader.setData("/known", new byte[1], -1) != null);
            assertThat(reader.getState()).isEqualTo(States.CONNECTED);
        } finally {
            reader.close();
        }
    }

    /** One of three members is down all the time; of the other two, one is stopped or killed, in turn the leader and the follower. */
    @Test
    void theFirstStateOfAClientAfterTheQuorumIsLostIsReadOnly() throws Exception {
        // With local sessions a member that still served would let the client in without asking anybody.
        Ensemble ensemble = ensembles.start(EnsembleOptions.of("PPP")
                .jvm("-Dreadonlymode.enabled=true")
                .cfg("localSessionsEnabled=true")
                .cfg("localSessionsUpgradingEnabled=true"));
        ensemble.member(3).stop();
        assertFirstStateIsReadOnly(ensemble, true, Member::stop);
        assertFirstStateIsReadOnly(ensemble, true, Member::kill);
        assertFirstStateIsReadOnly(ensemble, false, Member::stop);
        assertFirstStateIsReadOnly(ensemble, false, Member::kill);
    }

    private static void assertFirstStateIsReadOnly(Ensemble ensemble, boolean leaderEnds, Consumer<Member> ending)
            throws Exception {
        Member leader = ensemble.awaitServing();
        Member follower = ensemble.member(3 - leader.id());
        Member gone = leaderEnds ? leader : follower;
        Member left = leaderEnds ? follower : leader;
        ending.accept(gone);
        BlockingQueue<KeeperState> states = new LinkedBlockingQueue<>();
        ZooKeeper reader = new ZooKeeper(left.connectString(), 30_000, event -> states.add(event.getState()), true);
        try {
            assertThat(states.poll(Ensemble.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("leader ends: " + leaderEnds)
                    .isEqualTo(KeeperState.ConnectedReadOnly);
        } finally {
            reader.close();
        }
        gone.start();
        ensemble.awaitServing();
    }
}
