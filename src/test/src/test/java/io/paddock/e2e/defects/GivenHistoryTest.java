// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.defects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paddock.e2e.ensemble.Ensemble;
import io.paddock.e2e.ensemble.EnsembleOptions;
import io.paddock.e2e.ensemble.Ensembles;
import io.paddock.e2e.ensemble.Member;
import io.paddock.e2e.harness.Layout;
import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.LeaderMessage;
import io.paddock.protocol.quorum.LearnerMessage;
import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.storage.tree.ZnodeTree;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a follower makes of the history that its leader gives it, and of a history with something missing. */
class GivenHistoryTest {
    private static final int LEADER = 3;

    @RegisterExtension
    final Ensembles ensembles = new Ensembles();

    private Ensemble ensemble;
    private Member member;
    private PlayedVoters voters;

    @BeforeEach
    void begin() {
        ensemble = ensembles.prepare(EnsembleOptions.of("PPP"));
        member = ensemble.member(1);
        voters = new PlayedVoters(ensemble, 1).follow(LEADER, 1);
    }

    @AfterEach
    void end() {
        voters.close();
    }

    private PlayedLeader leader() {
        return new PlayedLeader(ensemble.member(LEADER), PlayedVoters.config(ensemble, 0));
    }

    /**
     * Golden stream 16, byte for byte: outstanding proposals ahead of NEWLEADER, and the commit of one of them ahead of UPTODATE. Before 3.9.4
     * (ZOOKEEPER-4394, -4685) Apache's follower ended here, acked a proposal ahead of NEWLEADER, or applied what nobody had committed.
     */
    @Test
    void outstandingProposalsAreAckedAfterNewLeaderAndAppliedWhenCommitted() throws Exception {
        voters.follow(LEADER, 0);
        GoldenStream golden = GoldenStream.read(Layout.resource("golden/quorum/16-synthetic-leader.hex"));
        try (GoldenStream.Player leader = golden.playAt(ensemble.member(LEADER).quorumPort())) {
            member.start();
            leader.upToAndWithout("PING");
            await("the first of them").atMost(Ensemble.PATIENCE).until(() -> member.zxid() == Zxid.of(1, 4));
            assertThat(member.serves()).isTrue();
            leader.toTheEnd();
            await("both of them").atMost(Ensemble.PATIENCE).until(() -> member.zxid() == Zxid.of(1, 5));
        }
        member.kill();
        assertThat(History.onDisk(member)).containsExactly("c2", "c3", "c4", "c5");
    }

    /** A proposal is missing. Apache's follower warns, logs what it got and acks it: a txn that a quorum is thought to have is not there. */
    @Test
    void holeInTheBroadcastEndsTheConnection() throws Exception {
        try (PlayedLeader leader = leader()) {
            member.start();
            Conversation learner = leader.establish(1, each -> each.say(new LeaderMessage.Diff(0)), History.tree(0));
            learner.propose(History.create(Zxid.of(1, 1), "/a")).hearAck(Zxid.of(1, 1));
            learner.commit(History.create(Zxid.of(1, 1), "/a"));
            voters.forget();
            learner.propose(History.create(Zxid.of(1, 3), "/c"));
            assertThat(learner.hearAny()).asString().startsWith("closed");
            assertThat(voters.nextVote().zxid()).isEqualTo(Zxid.of(1, 1));
            member.kill();
            assertThat(History.onDisk(member)).containsExactly("a");
        }
    }

    /**
     * A leader whose log has a hole begins its DIFF after the txns that the learner lacks. Apache's learner
     * gives up, reconnects and asks for the same, endlessly.
     */
    @Test
    void holeInADiffMakesItAskForASnapshot() throws Exception {
        History.snapshot(member, History.tree(0));
        History.log(member, History.create(Zxid.of(1, 1), "/a"));
        History.epochs(member, 1, 1);
        ZnodeTree agreed = History.tree(Zxid.of(1, 3), "/a", "/b", "/c");
        voters.follow(LEADER, 2);
        try (PlayedLeader leader = leader()) {
            member.start();
            leader.establish(
                    2,
                    learner -> {
                        learner.say(new LeaderMessage.Diff(Zxid.of(1, 3)));
                        learner.propose(History.create(Zxid.of(1, 3), "/c"));
                        learner.commit(History.create(Zxid.of(1, 3), "/c"));
                    },
                    agreed);
        }
        member.kill();
        assertThat(History.onDisk(member)).containsExactly("a", "b", "c");
    }

    /**
     * Golden stream 92, from the learner's side: the hole ends with an epoch, and only the digest tells that /b is missing. Apache's learner counts
     * a mismatch in its metrics, and goes on without /b.
     */
    @Test
    void differentDigestMakesItAskForASnapshot() throws Exception {
        History.snapshot(member, History.tree(0));
        History.log(member, History.create(Zxid.of(1, 1), "/a"));
        History.epochs(member, 1, 1);
        ZnodeTree agreed = History.tree(Zxid.of(1, 2), "/a", "/b");
        LoggedTxn last = History.applied(agreed, History.create(Zxid.of(2, 1), "/c"));
        voters.follow(LEADER, 3);
        try (PlayedLeader leader = leader()) {
            member.start();
            Consumer<Conversation> diff = learner -> learner.say(new LeaderMessage.Diff(Zxid.of(2, 1)))
                    .propose(last)
                    .commit(last);
            leader.establish(3, diff, agreed);
            // It may have been let in before it looked.
            leader.establish(3, diff, agreed);
        }
        member.kill();
        assertThat(History.onDisk(member)).containsExactly("a", "b", "c");
    }

    /**
     * ZOOKEEPER-2354: the machine died when the first txn of an epoch was on disk, and the epoch's number was not. Apache's server ends at each
     * start, with exit code 1.
     */
    @Test
    void currentEpochBehindTheLogIsRaised() throws Exception {
        History.snapshot(member, History.tree(0));
        History.log(member, History.create(Zxid.of(1, 1), "/a"));
        History.log(member, History.create(Zxid.of(2, 1), "/b"));
        History.epochs(member, 2, 1);
        voters.follow(LEADER, 3);
        ZnodeTree agreed = History.tree(Zxid.of(2, 1), "/a", "/b");
        try (PlayedLeader leader = leader()) {
            member.start();
            assertThat(voters.nextVote().peerEpoch()).isEqualTo(2);
            Conversation learner = leader.awaitLearner();
            LearnerMessage.AckEpoch has = learner.lead(3);
            assertThat(has).isEqualTo(new LearnerMessage.AckEpoch(agreed.lastZxid(), 2));
        }
    }
}
