// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.reconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paddock.e2e.ensemble.Ensemble;
import io.paddock.e2e.ensemble.EnsembleOptions;
import io.paddock.e2e.ensemble.Ensembles;
import io.paddock.e2e.ensemble.Member;
import io.paddock.e2e.harness.ClientSession;
import io.paddock.e2e.harness.ServerKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.admin.ZooKeeperAdmin;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A new member joins and the leader leaves, by reconfig commands of Apache's client. The ensembles have
 * members of either kind and of both. Invalid requests are refused.
 */
class JoinAndLeaveTest {
    private static final int SESSION_MILLIS = 30_000;

    @RegisterExtension
    final Ensembles ensembles = new Ensembles();

    @ParameterizedTest
    @CsvSource({"PPP, P", "PAP, P", "APA, P", "PPP, A"})
    void memberJoinsAndLeaderLeaves(String kinds, String joining) throws Exception {
        Ensemble ensemble = ensembles.start(EnsembleOptions.of(kinds).reconfigurable());
        Member joiner = ensemble.add(joining.equals("A") ? ServerKind.APACHE : ServerKind.underTest());
        joiner.start();
        await("it follows").atMost(Ensemble.PATIENCE).until(joiner::serves);
        Member leader = ensemble.awaitLeader();
        Member asked = ensemble.members().stream()
                .filter(each -> each != leader && each != joiner)
                .findFirst()
                .orElseThrow();
        try (ClientSession watching = joiner.connect()) {
            watching.create("/before");
            watching.zk().getConfig(true, null);
            String joined = reconfigure(asked, "server.4=" + ensemble.serverLine(4), null);
            assertThat(joined).contains("server.4=" + ensemble.serverLine(4) + "\n");
            assertThat(watching.nextEvent().getType()).isEqualTo(EventType.NodeDataChanged);
            ensemble.members()
                    .forEach(each -> awaitConfig(each, config -> lines(config).equals(lines(joined))));

            remove(asked, leader);
            List<Member> rest =
                    ensemble.members().stream().filter(each -> each != leader).toList();
            leader.stop();
            await("the rest").atMost(Ensemble.PATIENCE).until(() -> rest.stream()
                    .allMatch(Member::serves));
            rest.forEach(each -> awaitConfig(each, config -> !config.contains("server." + leader.id() + "=")));
            for (Member each : rest) {
                try (ClientSession session = each.connect()) {
                    session.create("/by-" + each.id());
                }
            }
            await("its session goes on")
                    .atMost(Ensemble.PATIENCE)
                    .ignoreExceptionsInstanceOf(KeeperException.class)
                    .until(() -> watching.zk().exists("/before", false) != null);
        }
    }

    // The answer may be lost, because a member that will follow another leader closes its clients'
    // connections.
    private static void remove(Member asked, Member leaving) throws Exception {
        try {
            reconfigure(asked, null, String.valueOf(leaving.id()));
        } catch (KeeperException.ConnectionLossException e) {
            awaitConfig(asked, config -> !config.contains("server." + leaving.id() + "="));
        }
    }

    private static void awaitConfig(Member member, Predicate<String> expected) {
        await(member + " shows who is a member").atMost(Ensemble.PATIENCE).until(() -> {
            try (ClientSession session = member.connect()) {
                byte[] shown = session.zk().getConfig(false, null);
                return shown != null && expected.test(new String(shown, StandardCharsets.UTF_8));
            } catch (KeeperException.ConnectionLossException | IllegalStateException e) {
                return false;
            }
        });
    }

    private static List<String> lines(String config) {
        return config.lines().sorted().toList();
    }

    private static String reconfigure(Member member, String joining, String leaving) throws Exception {
        ZooKeeperAdmin admin = admin(member);
        try {
            return new String(admin.reconfigure(joining, leaving, null, -1, new Stat()), StandardCharsets.UTF_8);
        } finally {
            admin.close();
        }
    }

    private static ZooKeeperAdmin admin(Member member) throws Exception {
        ZooKeeperAdmin admin = new ZooKeeperAdmin(member.connectString(), SESSION_MILLIS, event -> {});
        await("a session").atMost(Ensemble.PATIENCE).until(() -> admin.getState()
                .isConnected());
        return admin;
    }

    @Test
    void invalidReconfigurationIsRefused() throws Exception {
        Ensemble ensemble = ensembles.start(EnsembleOptions.of("PPP").reconfigurable());
        ZooKeeperAdmin admin = admin(ensemble.awaitFollowers().get(0));
        List<Code> codes = new ArrayList<>();
        String absent = "server.7=127.0.0.1:1:2;3,server.8=127.0.0.1:4:5;6,server.9=127.0.0.1:7:8;9";
        try {
            codes.add(codeOf(admin, null, "3", null, 12345));
            codes.add(codeOf(admin, null, "x", null, -1));
            codes.add(codeOf(admin, "server.x=127.0.0.1:1:2;3", null, null, -1));
            codes.add(codeOf(admin, "server.4", null, null, -1));
            codes.add(codeOf(admin, "server.4=127.0.0.1:1;3", null, null, -1));
            codes.add(codeOf(admin, "server.4=127.0.0.1:1:2", null, null, -1));
            codes.add(codeOf(admin, "server.4=127.0.0.1:1:2:leader;3", null, null, -1));
            codes.add(codeOf(admin, "server.4=10.0.0.1:1:2;3,server.5=10.0.0.1:4:2;6", null, null, -1));
            codes.add(codeOf(admin, null, "1,2,3", null, -1));
            codes.add(codeOf(admin, null, null, "tickTime=7", -1));
            codes.add(codeOf(admin, absent, null, null, -1));
            codes.add(codeOf(admin, null, null, absent, -1));
        } finally {
            admin.close();
        }
        assertThat(codes)
                .containsExactly(
                        Code.BADVERSION,
                        Code.MARSHALLINGERROR,
                        Code.MARSHALLINGERROR,
                        Code.BADARGUMENTS,
                        Code.BADARGUMENTS,
                        Code.BADARGUMENTS,
                        Code.BADARGUMENTS,
                        Code.BADARGUMENTS,
                        Code.BADARGUMENTS,
                        Code.BADARGUMENTS,
                        Code.NEWCONFIGNOQUORUM,
                        Code.NEWCONFIGNOQUORUM);
    }

    private static Code codeOf(ZooKeeperAdmin admin, String joining, String leaving, String whole, long version)
            throws InterruptedException {
        try {
            admin.reconfigure(joining, leaving, whole, version, new Stat());
            return Code.OK;
        } catch (KeeperException e) {
            return e.code();
        }
    }
}
