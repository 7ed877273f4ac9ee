// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paddock.e2e.harness.ClientSession;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions that one member alone knows of, until they have something that would outlive them. */
class LocalSessionsTest {
    @RegisterExtension
    final Ensembles ensembles = new Ensembles();

    @ParameterizedTest
    @ValueSource(strings = {"PAP", "APA"})
    void sessionCanMoveWhenItHasAnEphemeral(String kinds) throws Exception {
        Ensemble ensemble = ensembles.start(
                EnsembleOptions.of(kinds).cfg("localSessionsEnabled=true").cfg("localSessionsUpgradingEnabled=true"));
        for (Member member : ensemble.members()) {
            try (ClientSession client = member.connect()) {
                client.create("/persistent-" + member.id());
                client.create("/ephemeral-" + member.id(), "", CreateMode.EPHEMERAL);
                assertThat(client.zk()
                                .exists("/ephemeral-" + member.id(), false)
                                .getEphemeralOwner())
                        .isEqualTo(client.zk().getSessionId());
            }
            try (ClientSession other = ensemble.connect()) {
                other.zk().sync("/", (code, path, context) -> {}, null);
                assertThat(other.zk().exists("/ephemeral-" + member.id(), false))
                        .isNull();
                assertThat(other.zk().exists("/persistent-" + member.id(), false))
                        .isNotNull();
            }
        }
        Member home = ensemble.awaitFollowers().get(0);
        // Its first server is the one that dies, so it is given that one first, and alone.
        try (ClientSession first = home.connect()) {
            first.create("/moves", "", CreateMode.EPHEMERAL);
            long session = first.zk().getSessionId();
            byte[] password = first.zk().getSessionPasswd();
            home.kill();
            try (ClientSession second = ClientSession.resume(ensemble.connectString(), session, password)) {
                await("it is the same")
                        .atMost(Ensemble.PATIENCE)
                        .ignoreExceptionsInstanceOf(KeeperException.ConnectionLossException.class)
                        .until(() -> second.zk().exists("/moves", false) != null);
                assertThat(second.zk().getSessionId()).isEqualTo(session);
            }
        }
    }
}
