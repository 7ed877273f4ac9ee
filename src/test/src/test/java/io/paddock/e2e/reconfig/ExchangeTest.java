// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.reconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paddock.e2e.ensemble.Agreement;
import io.paddock.e2e.ensemble.Diary;
import io.paddock.e2e.ensemble.Ensemble;
import io.paddock.e2e.ensemble.EnsembleOptions;
import io.paddock.e2e.ensemble.Ensembles;
import io.paddock.e2e.ensemble.Member;
import io.paddock.e2e.harness.ClientSession;
import io.paddock.e2e.harness.ServerKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.zookeeper.KeeperException.ConnectionLossException;
import org.apache.zookeeper.KeeperException.NewConfigNoQuorum;
import org.apache.zookeeper.KeeperException.ReconfigInProgress;
import org.apache.zookeeper.admin.ZooKeeperAdmin;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** With the stock client's {@code reconfig}: all members are exchanged one by one, roles change, and who writes meanwhile loses nothing. */
class ExchangeTest {
    private static final int DIARIES = 2;
    // A client that is given a new list notices only when its next ping is due, a third of this later.
    private static final int DIARY_MILLIS = 15_000;

    private static final int SESSION_MILLIS = 30_000;

    @RegisterExtension
    final Ensembles ensembles = new Ensembles();

    private final List<Diary> diaries = new ArrayList<>();

    @Test
    void allMembersAreReplacedWhileClientsWrite() throws Exception {
        Ensemble ensemble = ensembles.start(EnsembleOptions.of("PPP").reconfigurable());
        List<Member> inForce = new ArrayList<>(ensemble.members());
        try {
            for (int i = 0; i < DIARIES; i++) {
                diaries.add(new Diary(ensemble.connectString(), i, DIARY_MILLIS));
            }
            for (Member old : ensemble.members()) {
                Member next = ensemble.add(ServerKind.underTest());
                next.start();
                awaitServing(next);
                reconfig(inForce, "server." + next.id() + "=" + ensemble.serverLine(next.id()), null);
                inForce.add(next);
                awaitConfig(inForce);
                reconfig(inForce, null, Integer.toString(old.id()));
                inForce.remove(old);
                awaitConfig(inForce);
                // Clients follow: they are told by their watch on /zookeeper/config, and given the new list.
                for (Diary diary : diaries) {
                    diary.use(addresses(inForce));
                }
                old.stop();
                awaitWrites();
            }
            assertThat(inForce).extracting(Member::id).containsExactly(4, 5, 6);
            aVoterObservesAndVotesAgain(ensemble, inForce);
            try (ClientSession reader = ClientSession.open(addresses(inForce))) {
                reader.zk().setData(Diary.TOP, new byte[0], -1);
                for (Diary diary : diaries) {
                    diary.finish(reader.zk());
                }
            }
        } finally {
            diaries.forEach(Diary::close);
        }
        // What they have learnt they keep.
        inForce.forEach(Member::stop);
        inForce.forEach(Member::start);
        inForce.forEach(ExchangeTest::awaitServing);
        awaitConfig(inForce);
        Agreement.inMemoryAndOnDisk(ensemble);
    }

    private void aVoterObservesAndVotesAgain(Ensemble ensemble, List<Member> inForce) throws Exception {
        Member member =
                inForce.stream().filter(each -> !each.leads()).findFirst().orElseThrow();
        String line = "server." + member.id() + "=" + ensemble.serverLine(member.id());
        reconfig(inForce, line.replace(":participant", ":observer"), null);
        await("an observer").atMost(Ensemble.PATIENCE).until(() -> member.mode().equals("observer"));
        awaitWrites();
        reconfig(inForce, line, null);
        await("a voter").atMost(Ensemble.PATIENCE).until(() -> List.of("follower", "leader")
                .contains(member.mode()));
        awaitWrites();
        awaitConfig(inForce);
    }

    private static void reconfig(List<Member> members, String joining, String leaving) {
        await("a reconfiguration")
                .atMost(Ensemble.PATIENCE)
                // It may have to catch up first; the connection may be to the member that leaves.
                .ignoreException(NewConfigNoQuorum.class)
                .ignoreException(ReconfigInProgress.class)
                .ignoreException(ConnectionLossException.class)
                .until(() -> {
                    ZooKeeperAdmin admin = new ZooKeeperAdmin(addresses(members), SESSION_MILLIS, event -> {});
                    try {
                        return admin.reconfigure(joining, leaving, null, -1, new Stat()) != null;
                    } finally {
                        admin.close();
                    }
                });
    }

    private static void awaitServing(Member member) {
        await(member + " serving").atMost(Ensemble.PATIENCE).until(member::serves);
    }

    // On each of them, as any client may read it.
    private static void awaitConfig(List<Member> members) {
        for (Member member : members) {
            await("the configuration at " + member)
                    .atMost(Ensemble.PATIENCE)
                    .ignoreException(ConnectionLossException.class)
                    .ignoreException(IllegalStateException.class)
                    .until(() -> {
                        try (ClientSession client = member.connect()) {
                            String text = new String(client.zk().getConfig(false, new Stat()), StandardCharsets.UTF_8);
                            return text.lines()
                                    .filter(line -> line.startsWith("server."))
                                    .map(line -> Integer.parseInt(line.substring(7, line.indexOf('='))))
                                    .collect(Collectors.toSet())
                                    .equals(members.stream().map(Member::id).collect(Collectors.toSet()));
                        }
                    });
        }
    }

    private void awaitWrites() {
        for (Diary diary : diaries) {
            int before = diary.written();
            await("writes go on").atMost(Ensemble.PATIENCE).until(() -> diary.written() > before + 5);
            diary.check();
        }
    }

    private static String addresses(List<Member> members) {
        return members.stream().map(Member::connectString).collect(Collectors.joining(","));
    }
}
