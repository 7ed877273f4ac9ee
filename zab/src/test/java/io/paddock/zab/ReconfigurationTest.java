// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab;

import static io.paddock.zab.Reconfigurations.D;
import static io.paddock.zab.Reconfigurations.FIRST;
import static io.paddock.zab.Reconfigurations.WITHOUT_3;
import static io.paddock.zab.Reconfigurations.WITH_4;
import static io.paddock.zab.Reconfigurations.ZXID;
import static io.paddock.zab.Reconfigurations.config;
import static io.paddock.zab.Reconfigurations.leader;
import static io.paddock.zab.Reconfigurations.txn;
import static io.paddock.zab.Scenes.A;
import static io.paddock.zab.Scenes.B;
import static io.paddock.zab.Scenes.TXN;
import static io.paddock.zab.Scenes.from;
import static io.paddock.zab.Scenes.hello;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paddock.protocol.Payload;
import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.LeaderMessage.CommitAndActivate;
import io.paddock.protocol.quorum.LeaderMessage.Diff;
import io.paddock.protocol.quorum.LeaderMessage.InformAndActivate;
import io.paddock.protocol.quorum.LeaderMessage.NewLeader;
import io.paddock.protocol.quorum.LeaderMessage.Proposal;
import io.paddock.protocol.quorum.LearnerInfo;
import io.paddock.protocol.quorum.LearnerMessage.Ack;
import io.paddock.protocol.quorum.LearnerMessage.AckEpoch;
import io.paddock.protocol.quorum.LearnerMessage.Hello;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.zab.door.Effect;
import io.paddock.zab.door.Effect.Configure;
import io.paddock.zab.door.Effect.ToLearner;
import io.paddock.zab.door.Event;
import io.paddock.zab.member.DiskState;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * An ensemble changes its configuration, and two configurations never decide at the same time. Unless a test
 * says otherwise, the voters are 1, 2 and 3, and 3 leads.
 */
class ReconfigurationTest {
    @Test
    void firstEpochGivesAVersionToTheConfigurationOfTheFiles() {
        PeerCore core = leader();
        assertThat(core.committed()).isEqualTo(FIRST);
        assertThat(Scenes.establishedLeader().committed()).isEqualTo(Scenes.CONFIG);
    }

    @Test
    void reconfigurationNeedsAQuorumOfOldAndOfNewVoters() {
        PeerCore core = leader();
        Scenes.joins(core, D, 4);
        EnsembleConfig next = config(ZXID, 3, 4, 5);
        core.on(new Event.Submitted(ZXID, txn(next)));
        core.on(new Event.Durable(ZXID));
        assertThat(core.on(from(A, new Ack(ZXID))))
                .as("a quorum of the old ones")
                .isEmpty();
        assertThat(core.on(from(D, new Ack(ZXID))))
                .contains(new ToLearner(D, new CommitAndActivate(ZXID, 3)), new Configure(next, next));
    }

    @Test
    void newVotersAloneDoNotCommitAReconfiguration() {
        PeerCore core = leader();
        Scenes.joins(core, D, 4);
        core.on(new Event.Submitted(ZXID, txn(config(ZXID, 3, 4))));
        core.on(new Event.Durable(ZXID));
        assertThat(core.on(from(D, new Ack(ZXID)))).isEmpty();
        assertThat(core.on(from(A, new Ack(ZXID)))).contains(new Effect.CommitUpTo(ZXID));
    }

    @Test
    void txnProposedBeforeAReconfigurationNeedsOnlyTheOldVoters() {
        PeerCore core = leader();
        long next = Zxid.of(1, 2);
        core.on(new Event.Submitted(ZXID, TXN));
        core.on(new Event.Submitted(next, txn(config(next, 4, 5, 6))));
        core.on(new Event.Durable(next));
        assertThat(core.on(from(A, new Ack(next))))
                .contains(new Effect.CommitUpTo(ZXID))
                .doesNotContain(new Effect.CommitUpTo(next));
    }

    @Test
    void afterActivationTheOldVotersAreNotNeeded() {
        PeerCore core = leader();
        Scenes.joins(core, D, 4);
        long behind = Zxid.of(1, 2);
        core.on(new Event.Submitted(ZXID, txn(config(ZXID, 3, 4))));
        core.on(new Event.Submitted(behind, TXN));
        core.on(new Event.Durable(behind));
        core.on(from(D, new Ack(behind)));
        assertThat(core.on(from(A, new Ack(ZXID))))
                .contains(new Effect.CommitUpTo(ZXID), new Effect.CommitUpTo(behind));
    }

    @Test
    void observersReceiveAReconfigurationInOneMessage() {
        PeerCore core = leader();
        core.on(from(D, new Hello(true, 0, new LearnerInfo(9, LearnerInfo.PROTOCOL_VERSION, 0))));
        core.on(from(D, new AckEpoch(0, AckEpoch.NOT_COUNTED)));
        Payload txn = txn(config(ZXID, 1, 2, 3));
        core.on(new Event.Submitted(ZXID, txn));
        core.on(new Event.Durable(ZXID));
        assertThat(core.on(from(A, new Ack(ZXID)))).contains(new ToLearner(D, new InformAndActivate(ZXID, 3, txn)));
    }

    @Test
    void oneReconfigurationAtATimeAndItsVersionIsItsZxid() {
        PeerCore core = leader();
        core.on(new Event.Submitted(ZXID, txn(WITH_4)));
        long second = Zxid.of(1, 2);
        assertThatThrownBy(() -> core.on(new Event.Submitted(second, txn(config(second, 1, 2)))))
                .isInstanceOf(IllegalStateException.class);
        PeerCore other = leader();
        assertThatThrownBy(() -> other.on(new Event.Submitted(ZXID, txn(config(second, 1, 2)))))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void isReadyForAConfigurationIfAQuorumOfItAcks() {
        PeerCore core = leader();
        assertThat(core.isReadyFor(config(ZXID, 3, 4))).isFalse();
        assertThat(core.isReadyFor(config(ZXID, 3, 4, 1))).isTrue();
        Scenes.joins(core, D, 4);
        assertThat(core.isReadyFor(config(ZXID, 3, 4))).isTrue();
    }

    @Test
    void isNotReadyByAcksOfAVoterThatBecameAnObserver() {
        PeerCore core = leader();
        EnsembleConfig without1 =
                EnsembleConfig.parse("server.1=a:1:2:observer\nserver.2=b:1:2\nserver.3=c:1:2\nversion=100000001");
        core.on(new Event.Submitted(ZXID, txn(without1)));
        core.on(new Event.Durable(ZXID));
        core.on(from(A, new Ack(ZXID)));
        core.on(from(B, new Ack(ZXID)));
        assertThat(core.committed()).isEqualTo(without1);
        assertThat(core.isReadyFor(config(Zxid.of(1, 2), 1, 3))).isFalse();
    }

    @Test
    void promiseOfAnObserverCountsIfItIsProposedAsAVoter() {
        EnsembleConfig before = EnsembleConfig.parse("server.3=c:1:2\nserver.4=d:1:2:observer\nversion=100000000");
        PeerCore core = Scenes.dynamic(3, new DiskState(ZXID, 1, 1), before, config(ZXID, 3, 4));
        core.start();
        core.on(new Event.Unreachable(4));
        assertThat(core.state()).isEqualTo(PeerState.LEADING);
        assertThat(core.on(from(D, new Hello(true, 1, new LearnerInfo(4, LearnerInfo.PROTOCOL_VERSION, 0)))))
                .containsExactly(new Effect.SaveAcceptedEpoch(2));
        core.on(new Event.AcceptedEpochSaved(2));
        assertThat(core.on(from(D, new AckEpoch(Zxid.of(1, 0), 1)))).containsExactly(new Effect.SaveCurrentEpoch(2));
    }

    @Test
    void removedLeaderDesignatesTheVoterWithTheNewestLogAndCommitsNothingMore() {
        PeerCore core = leader();
        long behind = Zxid.of(1, 2);
        core.on(new Event.Submitted(ZXID, txn(WITHOUT_3)));
        core.on(new Event.Submitted(behind, TXN));
        core.on(new Event.Durable(behind));
        core.on(from(A, new Ack(behind)));
        List<Effect> effects = core.on(from(B, new Ack(ZXID)));
        assertThat(effects)
                .contains(
                        new ToLearner(A, new CommitAndActivate(ZXID, 1)),
                        new ToLearner(B, new CommitAndActivate(ZXID, 1)));
        assertThat(core.on(from(B, new Ack(behind)))).isEmpty();
        assertThat(core.on(new Event.Submitted(Zxid.of(1, 3), TXN))).isEmpty();
    }

    @Test
    void removedLeaderDoesNotCommitTxnsAfterItsRemoval() {
        PeerCore core = leader();
        long behind = Zxid.of(1, 2);
        core.on(new Event.Submitted(ZXID, txn(WITHOUT_3)));
        core.on(new Event.Submitted(behind, TXN));
        core.on(new Event.Durable(behind));
        core.on(from(A, new Ack(behind)));
        assertThat(core.on(from(B, new Ack(behind))))
                .contains(new Effect.CommitUpTo(ZXID))
                .doesNotContain(new Effect.CommitUpTo(behind));
    }

    @Test
    void removedLeaderLeavesWhenItsLearnersHaveReadWhoLeadsNext() {
        PeerCore core = leader();
        core.on(new Event.Submitted(ZXID, txn(WITHOUT_3)));
        core.on(new Event.Durable(ZXID));
        core.on(from(A, new Ack(ZXID)));
        core.on(from(B, new Ack(ZXID)));
        core.on(new Event.LearnerGone(A));
        assertThat(core.state()).isEqualTo(PeerState.LEADING);
        assertThat(core.on(new Event.LearnerGone(B)))
                .contains(new Effect.Become(PeerState.FOLLOWING, 2, "designated"), new Effect.Connect(1, 2));
    }

    @Test
    void removedLeaderLeavesWithinSyncLimitAlthoughALearnerNeverReads() {
        PeerCore core = leader();
        core.on(new Event.Tick(0));
        core.on(new Event.Submitted(ZXID, txn(WITHOUT_3)));
        core.on(new Event.Durable(ZXID));
        core.on(from(A, new Ack(ZXID)));
        core.on(from(B, new Ack(ZXID)));
        for (int millis = 50; millis <= 6 * Scenes.TICK_MILLIS; millis += 50) {
            core.on(new Event.Tick(millis));
        }
        assertThat(core.state()).isEqualTo(PeerState.FOLLOWING);
    }

    @Test
    void leaderWithAnUncommittedReconfigurationNeedsTheNewVotersToo() {
        PeerCore core = Scenes.dynamic(3, new DiskState(ZXID, 1, 1), FIRST, config(ZXID, 3, 4, 5));
        core.start();
        core.on(Scenes.vote(1, PeerState.LOOKING, 3, ZXID, 1, 1, FIRST));
        core.on(Scenes.vote(2, PeerState.LOOKING, 3, ZXID, 1, 1, FIRST));
        core.on(new Event.Unreachable(4));
        core.on(new Event.Unreachable(5));
        assertThat(core.state()).isEqualTo(PeerState.LEADING);
        assertThat(core.on(from(B, hello(2, 1))))
                .as("a quorum of the old voters")
                .isEmpty();
        assertThat(core.on(from(D, hello(4, 1)))).containsExactly(new Effect.SaveAcceptedEpoch(2));
    }

    @Test
    void reconfigurationInTheInitialHistoryIsActivatedWithIt() {
        PeerCore core = Scenes.dynamic(3, new DiskState(ZXID, 1, 1), FIRST, WITH_4);
        core.start();
        core.on(Scenes.vote(1, PeerState.LOOKING, 3, ZXID, 1, 1, FIRST));
        core.on(Scenes.vote(2, PeerState.LOOKING, 3, ZXID, 1, 1, FIRST));
        core.on(new Event.Unreachable(4));
        for (long sid : new long[] {1, 2}) {
            core.on(from(10 * sid, hello(sid, 1)));
        }
        core.on(new Event.AcceptedEpochSaved(2));
        for (long sid : new long[] {1, 2}) {
            core.on(from(10 * sid, new AckEpoch(ZXID, 1)));
        }
        assertThat(core.on(new Event.CurrentEpochSaved(2)))
                .contains(new ToLearner(A, new NewLeader(2, WITH_4.payload())));
        core.on(from(A, new Ack(Zxid.of(2, 0))));
        assertThat(core.on(from(B, new Ack(Zxid.of(2, 0)))))
                .contains(new Configure(WITH_4, WITH_4), new Effect.Serve(2));
    }

    @Test
    void refusesALearnerWithANewerConfigurationThanItHasSeen() {
        PeerCore core = leader();
        core.on(new Event.Submitted(ZXID, txn(WITH_4)));
        assertThat(core.on(from(D, new Hello(false, 0, new LearnerInfo(4, LearnerInfo.PROTOCOL_VERSION, ZXID)))))
                .noneMatch(Effect.CloseLearner.class::isInstance);
        assertThat(core.on(from(50, new Hello(false, 0, new LearnerInfo(5, LearnerInfo.PROTOCOL_VERSION, ZXID + 1)))))
                .singleElement()
                .isInstanceOf(Effect.CloseLearner.class);
    }

    @Test
    void acceptsALearnerWhoseFileConfigurationHasAVersionOfAFailedLeader() {
        PeerCore core = leader();
        long versionOfALeaderThatFailed = Zxid.of(2, 0);
        LearnerInfo info = new LearnerInfo(2, LearnerInfo.PROTOCOL_VERSION, versionOfALeaderThatFailed);
        assertThat(core.on(from(50, new Hello(false, 0, info))))
                .filteredOn(Effect.CloseLearner.class::isInstance)
                .as("its former connection goes, the new one stays")
                .noneMatch(each -> ((Effect.CloseLearner) each).link() == 50);
    }

    @Test
    void learnerThatJoinsDuringAReconfigurationReceivesTheOldConfiguration() {
        PeerCore core = leader();
        Payload txn = txn(WITH_4);
        core.on(new Event.Submitted(ZXID, txn));
        core.on(from(D, hello(4, 0)));
        assertThat(core.on(from(D, new AckEpoch(0, AckEpoch.NOT_COUNTED))))
                .containsExactly(
                        new ToLearner(D, new Diff(0)),
                        new ToLearner(D, new Proposal(ZXID, txn)),
                        new ToLearner(D, new NewLeader(1, FIRST.payload())));
    }
}
