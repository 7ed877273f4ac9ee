// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paddock.e2e.harness.ClientSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.zookeeper.KeeperException.ConnectionLossException;
import org.apache.zookeeper.KeeperException.NewConfigNoQuorum;
import org.apache.zookeeper.KeeperException.ReconfigInProgress;
import org.apache.zookeeper.admin.ZooKeeperAdmin;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An observer without a log ({@code syncEnabled=false}), until it becomes a voter. */
class UnloggedObserverTest {
    private static final int SESSION_MILLIS = 30_000;

    @RegisterExtension
    final Ensembles ensembles = new Ensembles();

    @Test
    void observerNeedsNoLogBeforeItVotes() throws Exception {
        Ensemble ensemble = ensembles.start(
                EnsembleOptions.of("PPPP").observers(1).reconfigurable().cfg(4, "syncEnabled=false"));
        Member observer = ensemble.member(4);
        write(ensemble, "/first");
        assertThat(logs(observer)).isEmpty();

        observer.kill();
        write(ensemble, "/second");
        observer.start();
        ensemble.awaitServing();
        Agreement.awaitSameZxid(ensemble.running());

        Member leader = ensemble.awaitLeader();
        leader.kill();
        ensemble.awaitServing();
        write(ensemble, "/third");
        leader.start();
        ensemble.awaitServing();
        write(ensemble, "/fourth");
        assertThat(logs(observer)).isEmpty();

        votes(ensemble, observer);
        write(ensemble, "/fifth");
        assertThat(logs(observer)).isNotEmpty();
        Agreement.inMemoryAndOnDisk(ensemble);
    }

    private static void write(Ensemble ensemble, String path) throws Exception {
        try (ClientSession client = ensemble.running().get(0).connect()) {
            client.create(path);
            for (int i = 0; i < 20; i++) {
                client.zk().setData(path, new byte[i], i);
            }
        }
        Agreement.awaitSameZxid(ensemble.running());
        for (Member member : ensemble.running()) {
            try (ClientSession client = member.connect()) {
                assertThat(client.zk().exists(path, false).getVersion()).isEqualTo(20);
            }
        }
    }

    private static void votes(Ensemble ensemble, Member observer) {
        String line = "server." + observer.id() + "="
                + ensemble.serverLine(observer.id()).replace(":observer", ":participant");
        await("a reconfiguration")
                .atMost(Ensemble.PATIENCE)
                .ignoreException(NewConfigNoQuorum.class)
                .ignoreException(ReconfigInProgress.class)
                .ignoreException(ConnectionLossException.class)
                .until(() -> {
                    ZooKeeperAdmin admin =
                            new ZooKeeperAdmin(ensemble.awaitLeader().connectString(), SESSION_MILLIS, event -> {});
                    try {
                        return admin.reconfigure(line, null, null, -1, new Stat()) != null;
                    } finally {
                        admin.close();
                    }
                });
        await("a voter").atMost(Ensemble.PATIENCE).until(() -> List.of("follower", "leader")
                .contains(observer.mode()));
        ensemble.awaitServing();
    }

    private static List<String> logs(Member member) throws Exception {
        Path directory = member.dataDir().resolve("version-2");
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("log."))
                    .toList();
        }
    }
}
