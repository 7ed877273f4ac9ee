// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paddock.e2e.harness.ClientSession;
import io.paddock.e2e.harness.Finished;
import io.paddock.e2e.harness.Layout;
import io.paddock.e2e.harness.ServerKind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.zookeeper.CreateMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What members of one ensemble answer to operators: the words of either kind's members are the same. */
class MemberWordsTest {
    /** What Apache's servers count and we don't, or the other way round: docs/differences.md. */
    private static final String NOT_COMPARED = ".*_per_namespace|.*_learner_handler_qp_(size|time_ms)|followers"
            + "|fsync_threshold_exceed_count|.*_ack_latency|(highest_)?sequences?_near_end";

    private static final Set<String> OF_LEADERS = Set.of(
            "learners",
            "synced_followers",
            "synced_non_voting_followers",
            "synced_observers",
            "pending_syncs",
            "leader_uptime",
            "last_proposal_size",
            "min_proposal_size",
            "max_proposal_size");
    private static final List<String> WORDS = List.of(
            "conf", "cons", "crst", "dirs", "dump", "hash", "isro", "mntr", "ruok", "gtmk", "srst", "srvr", "stat",
            "wchc", "wchp", "wchs");

    @RegisterExtension
    final Ensembles ensembles = new Ensembles();

    @Test
    void membersOfBothKindsGiveTheSameAnswers() throws Exception {
        Ensemble ensemble = ensembles.prepare(EnsembleOptions.of("APPP").observers(1));
        Member apache = ensemble.member(1);
        Member observer = ensemble.member(4);
        apache.start();
        observer.start();
        withoutAQuorumTheyRefuseTheSame(apache, observer);
        ensemble.startAll();
        Member leader = ensemble.awaitServing();
        // The one with the largest id leads, unless it was late.
        assertThat(leader.kind()).isEqualTo(ServerKind.PADDOCK);
        Member follower = ensemble.running().stream()
                .filter(each -> each.kind() == ServerKind.PADDOCK && each.mode().equals("follower"))
                .findFirst()
                .orElseThrow();
        try (ClientSession client = observer.connect()) {
            client.create("/alive", "here", CreateMode.EPHEMERAL);
            for (int i = 0; i < 130; i++) {
                client.create("/n" + i);
            }
            await("everybody has applied the same")
                    .atMost(Ensemble.PATIENCE)
                    .until(() -> ensemble.running().stream()
                                    .map(Member::zxid)
                                    .distinct()
                                    .count()
                            == 1);
            assertThat(follower.ask("hash")).isNotEmpty().isEqualTo(apache.ask("hash"));
            assertThat(observer.ask("hash")).isEqualTo(apache.ask("hash"));
            assertThat(leader.ask("hash")).isEqualTo(apache.ask("hash"));
            sessionsAreListedAlike(apache, follower, observer, leader, client);
        }
        configurationIsShownAlike(apache, follower, observer);
        stateIsShownAlike(apache, follower, leader);
        metricsHaveTheSameNames(apache, follower, observer, leader);
        whatHappenedIsCountedAlike(apache, follower, observer, leader);
        logsHaveTheLinesThatAreLookedFor(leader, follower, observer);
        scriptKnowsTheMode(leader, follower, observer);
    }

    private static void withoutAQuorumTheyRefuseTheSame(Member apache, Member ours) {
        await("both are up")
                .atMost(Ensemble.PATIENCE)
                .until(() -> !apache.ask("ruok").isEmpty() && !ours.ask("ruok").isEmpty());
        for (String word : WORDS) {
            assertThat(ours.ask(word)).as(word).isEqualTo(apache.ask(word));
        }
        assertThat(ours.ask("srvr")).isEqualTo("This ZooKeeper instance is not currently serving requests\n");
        Finished status = status(ours);
        assertThat(status.out()).endsWith("Error contacting service. It is probably not running.\n");
        assertThat(status.exitCode()).isEqualTo(1);
    }

    private static void sessionsAreListedAlike(
            Member apache, Member follower, Member observer, Member leader, ClientSession client) {
        String session = "0x" + Long.toHexString(client.zk().getSessionId());
        String learners = sessions(apache.ask("dump"));
        assertThat(learners).contains("Global Sessions(1):\n" + session + "\t").contains(session + ":\n\t/alive\n");
        assertThat(sessions(follower.ask("dump"))).isEqualTo(learners);
        assertThat(sessions(observer.ask("dump"))).isEqualTo(learners);
        assertThat(sessions(leader.ask("dump")))
                .startsWith("SessionTracker dump:\nSession Sets (")
                .contains("\n\t" + session + "\n")
                .contains(session + ":\n\t/alive\n");
    }

    private static String sessions(String dump) {
        return dump.substring(0, dump.indexOf("Connections dump:"));
    }

    private static void configurationIsShownAlike(Member apache, Member follower, Member observer) {
        assertThat(settings(follower.ask("conf"))).isEqualTo(settings(apache.ask("conf")));
        assertThat(follower.ask("conf"))
                .contains("\nserverId=" + follower.id() + "\n")
                .contains("\nelectionPort=" + follower.electionPort() + "\nquorumPort=" + follower.quorumPort() + "\n")
                .endsWith("version=0");
        assertThat(observer.ask("conf")).contains("\npeerType=1\n");
    }

    // What differs from member to member is left out.
    private static List<String> settings(String conf) {
        return conf.lines()
                .map(line -> line.replaceFirst(
                        "^(clientPort|dataDir|dataDirSize|dataLogDir|dataLogSize|serverId|electionPort|quorumPort)=.*",
                        "$1="))
                .toList();
    }

    private static void stateIsShownAlike(Member apache, Member follower, Member leader) {
        assertThat(shape(follower.ask("srvr"))).isEqualTo(shape(apache.ask("srvr")));
        assertThat(leader.ask("srvr"))
                .matches("(?s).*\nMode: leader\nNode count: \\d+\nProposal sizes last/min/max: " + "\\d+/\\d+/\\d+\n");
        assertThat(leader.ask("isro")).isEqualTo("rw");
    }

    private static String shape(String srvr) {
        return srvr.substring(srvr.indexOf("\nLatency")).replaceAll("[0-9.]+(?=[/\n])", "0");
    }

    private static void metricsHaveTheSameNames(Member apache, Member follower, Member observer, Member leader) {
        Map<String, String> expected = metrics(apache);
        Map<String, String> followers = metrics(follower);
        assertThat(names(followers)).isEqualTo(names(expected));
        assertThat(followers)
                .containsEntry("server_state", "follower")
                .containsEntry("peer_state", "following - broadcast")
                .containsEntry("quorum_size", "3")
                .doesNotContainKeys(OF_LEADERS.toArray(String[]::new));

        Map<String, String> observers = metrics(observer);
        Set<String> ofObservers = names(expected);
        ofObservers.add("observer_master_id");
        assertThat(names(observers)).isEqualTo(ofObservers);
        assertThat(observers)
                .containsEntry("server_state", "observer")
                .containsEntry("peer_state", "observing - broadcast")
                .containsEntry("observer_master_id", String.valueOf(leader.id()));

        Map<String, String> leaders = metrics(leader);
        Set<String> ofLeaders = names(expected);
        ofLeaders.addAll(OF_LEADERS);
        assertThat(names(leaders)).isEqualTo(ofLeaders);
        assertThat(leaders)
                .containsEntry("server_state", "leader")
                .containsEntry("peer_state", "leading - broadcast")
                .containsEntry("learners", "3")
                .containsEntry("synced_followers", "2")
                .containsEntry("synced_observers", "1")
                .containsEntry("synced_non_voting_followers", "0")
                .containsEntry("pending_syncs", "0")
                .containsEntry("last_proposal_size", "58"); // The end of the session with its ephemeral.
        for (Member learner : List.of(apache, follower, observer)) {
            assertThat(count(leaders, "cnt_" + learner.id() + "_learner_handler_qp_size"))
                    .isPositive();
            assertThat(count(leaders, "cnt_" + learner.id() + "_learner_handler_qp_time_ms"))
                    .isPositive();
            assertThat(leaders).containsKey("p999_" + learner.id() + "_learner_handler_qp_time_ms");
        }
    }

    private static void whatHappenedIsCountedAlike(Member apache, Member follower, Member observer, Member leader) {
        Map<String, String> followers = metrics(follower);
        Map<String, String> observers = metrics(observer);
        Map<String, String> leaders = metrics(leader);
        for (String name : List.of(
                "learner_proposal_received_count",
                "learner_commit_received_count",
                "proposal_count",
                "commit_count",
                "cnt_follower_sync_time",
                "cnt_leader_unavailable_time")) {
            assertThat(followers.get(name)).as(name).isEqualTo(metrics(apache).get(name));
        }
        for (String name : List.of("proposal_latency", "proposal_ack_creation_latency", "commit_propagation_latency")) {
            assertThat(count(followers, "cnt_" + name)).as(name).isGreaterThan(130);
            assertThat(count(metrics(apache), "cnt_" + name)).as(name).isGreaterThan(130);
        }
        assertThat(count(leaders, "cnt_proposal_ack_creation_latency")).isGreaterThan(130);
        assertThat(count(leaders, "cnt_quorum_ack_latency")).isGreaterThan(130);
        String commits = followers.get("learner_commit_received_count");
        assertThat(Integer.parseInt(commits)).isGreaterThan(130);
        assertThat(observers)
                .containsEntry("learner_commit_received_count", commits)
                .containsEntry("learner_proposal_received_count", "0")
                .containsEntry("cnt_election_time", "0")
                .containsEntry("cnt_observer_sync_time", "1");
        assertThat(leaders)
                .containsEntry("proposal_count", commits)
                .containsEntry("commit_count", commits)
                .containsEntry("cnt_leader_unavailable_time", "1");
        int synced = Integer.parseInt(leaders.get("diff_count")) + Integer.parseInt(leaders.get("snap_count"));
        assertThat(synced).isGreaterThanOrEqualTo(3);
        assertThat(Integer.parseInt(leaders.get("looking_count"))).isPositive();
        assertThat(Integer.parseInt(leaders.get("cnt_election_time"))).isPositive();
    }

    private static void logsHaveTheLinesThatAreLookedFor(Member leader, Member follower, Member observer) {
        assertThat(leader.log())
                .contains(
                        "Starting quorum peer, myid=" + leader.id(),
                        leader.id() + " is accepting connections now, my election bind port: ",
                        "LOOKING",
                        "New election. My id = " + leader.id() + ", proposed zxid=0x0",
                        "Notification: my state:LOOKING; n.sid:",
                        "Peer state changed: leading\n",
                        "Peer state changed: leading - discovery\n",
                        "Peer state changed: leading - synchronization\n",
                        "Peer state changed: leading - broadcast\n",
                        "[myid:" + leader.id() + "] - INFO ")
                .containsPattern("Follower sid: " + follower.id() + " : info : 127\\.0\\.0\\.1:\\d+:\\d+:participant")
                .containsPattern("Synchronizing with Learner sid: " + follower.id() + " maxCommittedLog=0x[0-9a-f]+ "
                        + "lastProcessedZxid=0x[0-9a-f]+ peerLastZxid=0x0\n")
                .containsPattern(
                        "Sending DIFF zxid=0x0 for peer sid: \\d\n|Sending snapshot last zxid of peer is 0x0, ")
                .containsPattern("Have quorum of supporters, sids: \\[\\[[1-3, ]+]]; starting up and setting last "
                        + "processed zxid: 0x[1-9a-f]00000000\n")
                .containsPattern("LEADING - LEADER ELECTION TOOK - \\d+ MS\n");
        assertThat(follower.log())
                .contains("Peer state changed: following - discovery\n", "Peer state changed: following - broadcast\n")
                .containsPattern("Getting a (diff from the|snapshot from) leader 0x[0-9a-f]+\n")
                .contains("Learner received NEWLEADER message\n", "Learner received UPTODATE message\n")
                .containsPattern("Set the current epoch to [1-9]\n")
                .containsPattern("FOLLOWING - LEADER ELECTION TOOK - \\d+ MS\n");
        assertThat(observer.log())
                .contains("Peer state changed: observing - broadcast\n")
                .containsPattern("Cannot open channel to \\d at election address ");
    }

    private static Map<String, String> metrics(Member member) {
        Map<String, String> metrics = new TreeMap<>();
        member.ask("mntr").lines().forEach(line -> {
            String[] parts = line.split("\t", 2);
            metrics.put(parts[0].substring("zk_".length()), parts[1]);
        });
        return metrics;
    }

    private static long count(Map<String, String> metrics, String name) {
        return Long.parseLong(metrics.getOrDefault(name, "-1"));
    }

    private static Set<String> names(Map<String, String> metrics) {
        Set<String> names = new TreeSet<>(metrics.keySet());
        names.removeIf(name -> name.matches(NOT_COMPARED));
        return names;
    }

    private static void scriptKnowsTheMode(Member leader, Member follower, Member observer) {
        assertThat(status(leader).out()).endsWith("\nMode: leader\n");
        assertThat(status(follower).out()).endsWith("\nMode: follower\n");
        assertThat(status(observer).out()).endsWith("\nMode: observer\n");
        assertThat(status(observer).exitCode()).isZero();
    }

    private static Finished status(Member member) {
        return Finished.run(List.of(
                Layout.script("zkServer.sh").toString(),
                "status",
                member.configFile().toString()));
    }
}
