// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paddock.e2e.harness.ClientSession;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.ConnectionLossException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Three members, and the one that leads is killed. */
class EnsembleTest {
    @RegisterExtension
    final Ensembles ensembles = new Ensembles();

    @Test
    void sessionsAndEphemeralsOutliveTheLeader() throws Exception {
        Ensemble ensemble = ensembles.start(EnsembleOptions.of("PPP"));
        try (ClientSession client = ensemble.connect()) {
            long session = client.zk().getSessionId();
            for (Member member : ensemble.members()) {
                try (ClientSession each = member.connect()) {
                    each.create("/written-through-" + member.id());
                }
            }
            client.create("/alive", "here", CreateMode.EPHEMERAL);
            Member leader = ensemble.awaitLeader();
            long epoch = leader.epoch();
            leader.kill();
            Member next = ensemble.awaitServing();
            assertThat(next).isNotEqualTo(leader);
            await("the client")
                    .atMost(Ensemble.PATIENCE)
                    .ignoreException(ConnectionLossException.class)
                    .until(() -> client.zk().setData("/alive", new byte[1], -1) != null);
            assertThat(next.epoch()).isGreaterThan(epoch);
            assertThat(client.zk().getSessionId()).isEqualTo(session);
            assertThat(client.zk().exists("/alive", false).getEphemeralOwner()).isEqualTo(session);
            client.create("/while-it-was-away");

            leader.start();
            ensemble.awaitServing();
            assertThat(leader.mode()).isEqualTo("follower");
            try (ClientSession back = leader.connect()) {
                back.zk().setData("/alive", new byte[2], -1); // Now it shows all that is older.
                assertThat(back.zk().getChildren("/", false))
                        .containsAll(List.of("while-it-was-away", "alive", "written-through-1"));
            }
        }
        Agreement.inMemoryAndOnDisk(ensemble);
    }
}
