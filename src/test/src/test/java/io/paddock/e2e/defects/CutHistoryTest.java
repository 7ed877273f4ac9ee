// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.defects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paddock.e2e.ensemble.Ensemble;
import io.paddock.e2e.ensemble.EnsembleOptions;
import io.paddock.e2e.ensemble.Ensembles;
import io.paddock.e2e.ensemble.Member;
import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.LeaderMessage;
import io.paddock.storage.tree.ZnodeTree;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A follower that is told to truncate its log loses all those txns, in memory and on disk, whatever its files
 * are.
 */
class CutHistoryTest {
    private static final int LEADER = 3;
    /** Root, /zookeeper and the znodes below it. ZooKeeper counts the root twice. */
    private static final int OWN_ZNODES = 5;

    @RegisterExtension
    final Ensembles ensembles = new Ensembles();

    private Member member;
    private PlayedVoters voters;
    private PlayedLeader leader;

    @BeforeEach
    void begin() {
        Ensemble ensemble = ensembles.prepare(EnsembleOptions.of("PPP"));
        member = ensemble.member(1);
        voters = new PlayedVoters(ensemble, 1);
        leader = new PlayedLeader(ensemble.member(LEADER), PlayedVoters.config(ensemble, 0));
    }

    @AfterEach
    void end() {
        leader.close();
        voters.close();
    }

    /**
     * Recorded stream 90: the log begins after the zxid of the TRUNC, because a snapshot was installed there.
     * Apache's server truncates after the first record that it finds. So /ghost-1 stays on this server alone,
     * permanently.
     */
    @Test
    void leavesNoRecordIfTheLogBeginsAfterTheTruncation() throws Exception {
        ZnodeTree agreed = History.tree(Zxid.of(2, 2), "/base");
        History.snapshot(member, agreed);
        History.log(member, History.create(Zxid.of(3, 1), "/ghost-1"), History.create(Zxid.of(3, 2), "/ghost-2"));
        History.epochs(member, 3, 3);
        cutTo(agreed, 4);
        holdsOnly("base");
    }

    /**
     * Recorded stream 91: a snapshot contains the txns that are to be truncated. A leader writes such a
     * snapshot before it has followers. Apache's server truncates the log, but starts from that snapshot. So
     * the truncated txns are back.
     */
    @Test
    void snapshotDoesNotBringBackTruncatedTxns() throws Exception {
        History.snapshot(member, History.tree(0));
        History.log(
                member,
                History.create(Zxid.of(1, 1), "/a"),
                History.create(Zxid.of(1, 2), "/b"),
                History.create(Zxid.of(1, 3), "/ghost"));
        History.snapshot(member, History.tree(Zxid.of(1, 3), "/a", "/b", "/ghost"));
        History.epochs(member, 1, 1);
        cutTo(History.tree(Zxid.of(1, 2), "/a", "/b"), 2);
        holdsOnly("a", "b");
    }

    /**
     * The only file is a snapshot after the zxid of the TRUNC. Apache's server exits with code 13, and again
     * at each start, until somebody empties its disk.
     */
    @Test
    void historyThatCannotBeTruncatedIsReplaced() throws Exception {
        History.snapshot(member, History.tree(Zxid.of(1, 7), "/base", "/ghost"));
        History.epochs(member, 1, 1);
        cutTo(History.tree(Zxid.of(1, 5), "/base"), 2);
        holdsOnly("base");
    }

    /**
     * ZOOKEEPER-5094: the leader is lost between its TRUNC and its NEWLEADER. Apache's server has truncated
     * its log already, but keeps the received txns in memory. So it votes with a txn that its disk does not
     * hold.
     */
    @Test
    void interruptedTruncationKeepsTheTxnsOfTheVote() throws Exception {
        History.snapshot(member, History.tree(0));
        History.log(member, History.create(Zxid.of(1, 1), "/a"), History.create(Zxid.of(1, 2), "/ghost"));
        History.epochs(member, 1, 1);
        voters.follow(LEADER, 3);
        member.start();
        Conversation learner = leader.awaitLearner();
        learner.lead(3);
        learner.say(new LeaderMessage.Trunc(Zxid.of(1, 1)));
        learner.propose(History.create(Zxid.of(2, 1), "/b")).commit(History.create(Zxid.of(2, 1), "/b"));
        voters.answer((self, vote) -> null).forget();
        learner.close();
        long voted = voters.nextVote().zxid();
        member.kill();
        assertThat(History.lastOnDisk(member)).isEqualTo(voted);
        // Nothing is truncated before the follower knows what replaces it, because a commit may depend on
        // this copy.
        assertThat(History.onDisk(member)).containsExactly("a", "ghost");

        cutTo(History.tree(Zxid.of(2, 1), "/a", "/b"), 4);
        holdsOnly("a", "b");
    }

    private void cutTo(ZnodeTree agreed, long epoch) throws Exception {
        voters.follow(LEADER, epoch);
        member.start();
        leader.establish(epoch, learner -> learner.say(new LeaderMessage.Trunc(agreed.lastZxid())), agreed);
    }

    private void holdsOnly(String... names) throws IOException {
        await("a follower").atMost(Ensemble.PATIENCE).until(member::serves);
        assertThat(member.ask("srvr")).contains("Node count: " + (OWN_ZNODES + names.length));
        member.kill();
        assertThat(History.onDisk(member)).containsExactly(names);
    }
}
