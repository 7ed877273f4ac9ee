// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paddock.e2e.harness.ClientSession;
import io.paddock.e2e.harness.FourLetterWord;
import io.paddock.e2e.harness.FreePort;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.apache.zookeeper.KeeperException.ConnectionLossException;
import org.apache.zookeeper.admin.ZooKeeperAdmin;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A reconfiguration that moves a running member to other ports. */
class MovedPortsTest {
    private static final int SESSION_MILLIS = 30_000;

    @RegisterExtension
    final Ensembles ensembles = new Ensembles();

    @Test
    void clientsAndMembersFindAFollowerAtItsNewPorts() throws Exception {
        Ensemble ensemble = ensembles.start(EnsembleOptions.of("PPP").reconfigurable());
        Member moving = ensemble.awaitFollowers().get(0);
        Member leader = ensemble.awaitLeader();
        int quorum = FreePort.pick();
        int election = FreePort.pick();
        int client = FreePort.pick();
        String line =
                "server." + moving.id() + "=127.0.0.1:" + quorum + ":" + election + ":participant;127.0.0.1:" + client;
        try (ClientSession stays = moving.connect()) {
            stays.create("/before");
            reconfigure(leader, line);
            await("clients find it at its new port")
                    .atMost(Ensemble.PATIENCE)
                    .until(() -> FourLetterWord.ask(client, "srvr").contains("Mode: follower"));
            await("it knows itself").atMost(Ensemble.PATIENCE).until(() -> FourLetterWord.ask(client, "conf")
                    .contains(line + "\n"));
            assertThat(FourLetterWord.ask(client, "conf"))
                    .contains(
                            "clientPort=" + client + "\n", "electionPort=" + election + "\nquorumPort=" + quorum + "\n")
                    .contains(line + "\n");
            assertThat(FourLetterWord.ask(moving.port(), "ruok"))
                    .as("nobody at the old port")
                    .isEmpty();
            await("who was connected goes on")
                    .atMost(Ensemble.PATIENCE)
                    .ignoreException(ConnectionLossException.class)
                    .until(() -> stays.zk().exists("/before", false) != null);
        }
        assertThat(Files.readString(moving.configFile())).doesNotContain("clientPort=");

        // Elected at its new ports: the others must find it there, both to vote and to follow.
        ensemble.members().stream()
                .filter(each -> each != moving && each != leader)
                .forEach(Member::kill);
        await("two of three").atMost(Ensemble.PATIENCE).until(() -> FourLetterWord.ask(client, "srvr")
                .contains("Mode: "));
        leader.kill();
        leader.start();
        await("the two find each other")
                .atMost(Ensemble.PATIENCE)
                .until(() ->
                        leader.serves() && FourLetterWord.ask(client, "srvr").contains("Mode: "));
        try (ClientSession after = ClientSession.open("127.0.0.1:" + client)) {
            after.create("/after");
            assertThat(after.zk().exists("/before", false)).isNotNull();
        }
    }

    private static void reconfigure(Member leader, String joining) throws Exception {
        ZooKeeperAdmin admin = new ZooKeeperAdmin(leader.connectString(), SESSION_MILLIS, event -> {});
        try {
            await("a session").atMost(Ensemble.PATIENCE).until(() -> admin.getState()
                    .isConnected());
            byte[] config = admin.reconfigure(joining, null, null, -1, new Stat());
            assertThat(new String(config, StandardCharsets.UTF_8)).contains(joining);
        } finally {
            admin.close();
        }
    }
}
