// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab;

import static io.paddock.zab.Scenes.A;
import static io.paddock.zab.Scenes.B;
import static io.paddock.zab.Scenes.TXN;
import static io.paddock.zab.Scenes.from;
import static io.paddock.zab.Scenes.fromLeader;
import static io.paddock.zab.Scenes.hello;
import static io.paddock.zab.Scenes.reconfiguration;
import static io.paddock.zab.Scenes.vote;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paddock.protocol.Payload;
import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.LeaderMessage;
import io.paddock.protocol.quorum.LeaderMessage.Commit;
import io.paddock.protocol.quorum.LeaderMessage.CommitAndActivate;
import io.paddock.protocol.quorum.LeaderMessage.Diff;
import io.paddock.protocol.quorum.LeaderMessage.InformAndActivate;
import io.paddock.protocol.quorum.LeaderMessage.LeaderInfo;
import io.paddock.protocol.quorum.LeaderMessage.NewLeader;
import io.paddock.protocol.quorum.LeaderMessage.Proposal;
import io.paddock.protocol.quorum.LeaderMessage.Snap;
import io.paddock.protocol.quorum.LeaderMessage.Trunc;
import io.paddock.protocol.quorum.LeaderMessage.UpToDate;
import io.paddock.protocol.quorum.LearnerInfo;
import io.paddock.protocol.quorum.LearnerMessage.Ack;
import io.paddock.protocol.quorum.LearnerMessage.AckEpoch;
import io.paddock.protocol.quorum.LearnerMessage.Hello;
import io.paddock.protocol.quorum.Notification;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.zab.member.DiskState;
import io.paddock.zab.member.Rules;
import io.paddock.zab.port.Effect;
import io.paddock.zab.port.Effect.Configure;
import io.paddock.zab.port.Effect.ToLearner;
import io.paddock.zab.port.Event;
import io.paddock.zab.port.Settings;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How an ensemble becomes another one without two of them ever deciding at once. Voters are 1, 2 and 3, of which 3 leads, until one says otherwise. */
class ReconfigurationTest {
    private static final long ZXID = Zxid.of(1, 1);
    private static final long D = 40;
    private static final EnsembleConfig FIRST = Scenes.CONFIG.withVersion(Zxid.of(1, 0));
    private static final EnsembleConfig WITH_4 = config(ZXID, 1, 2, 3, 4);
    private static final EnsembleConfig WITHOUT_3 = config(ZXID, 1, 2);

    private static EnsembleConfig config(long version, long... voters) {
        StringBuilder text = new StringBuilder();
        for (long sid : voters) {
            text.append("server.")
                    .append(sid)
                    .append('=')
                    .append((char) ('a' + sid - 1))
                    .append(":1:2:participant\n");
        }
        return EnsembleConfig.parse(text + "version=" + Long.toHexString(version));
    }

    private static Payload txn(EnsembleConfig config) {
        return reconfiguration(config);
    }

    private static PeerCore leader() {
        PeerCore core = Scenes.establishedLeader(Scenes.dynamic(3, DiskState.EMPTY, Scenes.CONFIG, Scenes.CONFIG));
        Scenes.joins(core, A, 1);
        return core;
    }

    /** Member 1, which follows 2 in epoch 2 and has nothing but what {@code disk} says. */
    private static PeerCore follower(DiskState disk, EnsembleConfig lastSeen) {
        PeerCore core = Scenes.follower(Scenes.dynamic(1, disk, FIRST, lastSeen));
        core.on(fromLeader(new LeaderInfo(2, LearnerInfo.PROTOCOL_VERSION)));
        core.on(new Event.AcceptedEpochSaved(2));
        return core;
    }

    private static PeerCore servingFollower() {
        PeerCore core = follower(new DiskState(0, 1, 1), FIRST);
        core.on(fromLeader(new Diff(0)));
        core.on(fromLeader(new NewLeader(2, FIRST.payload())));
        core.on(new Event.CurrentEpochSaved(2));
        core.on(fromLeader(new UpToDate()));
        return core;
    }

    // --- the leader ---

    @Test
    void theFirstEpochGivesTheConfigurationOfTheFilesAVersion() {
        PeerCore core = leader();
        assertThat(core.committed()).isEqualTo(FIRST);
        assertThat(Scenes.establishedLeader().committed()).isEqualTo(Scenes.CONFIG);
    }

    @Test
    void aReconfigurationNeedsAQuorumOfTheOldVotersAndOneOfTheNew() {
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
    void theNewVotersAloneDoNotCommitIt() {
        PeerCore core = leader();
        Scenes.joins(core, D, 4);
        core.on(new Event.Submitted(ZXID, txn(config(ZXID, 3, 4))));
        core.on(new Event.Durable(ZXID));
        assertThat(core.on(from(D, new Ack(ZXID)))).isEmpty();
        assertThat(core.on(from(A, new Ack(ZXID)))).contains(new Effect.CommitUpTo(ZXID));
    }

    @Test
    void whatWasProposedBeforeItNeedsOnlyTheOldVoters() {
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
    void onceItIsInForceTheOldVotersAreNotWaitedForAnyMore() {
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
    void observersHearOfItInOne() {
        PeerCore core = leader();
        core.on(from(D, new Hello(true, 0, new LearnerInfo(9, LearnerInfo.PROTOCOL_VERSION, 0))));
        core.on(from(D, new AckEpoch(0, AckEpoch.NOT_COUNTED)));
        Payload txn = txn(config(ZXID, 1, 2, 3));
        core.on(new Event.Submitted(ZXID, txn));
        core.on(new Event.Durable(ZXID));
        assertThat(core.on(from(A, new Ack(ZXID)))).contains(new ToLearner(D, new InformAndActivate(ZXID, 3, txn)));
    }

    @Test
    void oneIsProposedAtATimeAndUnderItsOwnVersion() {
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
    void itIsReadyForAConfigurationOfWhichAQuorumAcks() {
        PeerCore core = leader();
        assertThat(core.isReadyFor(config(ZXID, 3, 4))).isFalse();
        assertThat(core.isReadyFor(config(ZXID, 3, 4, 1))).isTrue();
        Scenes.joins(core, D, 4);
        assertThat(core.isReadyFor(config(ZXID, 3, 4))).isTrue();
    }

    @Test
    void itIsNotReadyByTheAcksOfOneThatHasBeenMadeAnObserver() {
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
    void thePromiseOfAnObserverCountsWhereItIsProposedAsAVoter() {
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
    void aLeaderThatIsTakenOutNamesTheVoterThatIsFurthestAndCommitsNothingMore() {
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
    void whatIsBehindItIsTheNextLeadersToDecideThoughAllHoldIt() {
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
    void itGoesWhenItsLearnersHaveReadWhoIsNext() {
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
    void itGoesWithinSyncLimitThoughALearnerNeverReads() {
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
    void aLeaderWithAnUncommittedReconfigurationAsksTheNewVotersToo() {
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
    void aReconfigurationInTheHistoryIsInForceWithIt() {
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
    void aLearnerWithANewerConfigurationThanTheLeaderHasSeenIsSentAway() {
        PeerCore core = leader();
        core.on(new Event.Submitted(ZXID, txn(WITH_4)));
        assertThat(core.on(from(D, new Hello(false, 0, new LearnerInfo(4, LearnerInfo.PROTOCOL_VERSION, ZXID)))))
                .noneMatch(Effect.CloseLearner.class::isInstance);
        assertThat(core.on(from(50, new Hello(false, 0, new LearnerInfo(5, LearnerInfo.PROTOCOL_VERSION, ZXID + 1)))))
                .singleElement()
                .isInstanceOf(Effect.CloseLearner.class);
    }

    @Test
    void aLearnerWhoseConfigurationIsFromFilesIsLetInWhateverVersionALeaderGaveIt() {
        PeerCore core = leader();
        long versionOfALeaderThatFailed = Zxid.of(2, 0);
        LearnerInfo info = new LearnerInfo(2, LearnerInfo.PROTOCOL_VERSION, versionOfALeaderThatFailed);
        assertThat(core.on(from(50, new Hello(false, 0, info))))
                .filteredOn(Effect.CloseLearner.class::isInstance)
                .as("its former connection goes, the new one stays")
                .noneMatch(each -> ((Effect.CloseLearner) each).link() == 50);
    }

    @Test
    void aLearnerThatComesWhileOneIsOnItsWayIsNotToldThatItIsInForce() {
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

    // --- the learner ---

    @Test
    void aFollowerSeesItBeforeItLogsIt() {
        PeerCore core = servingFollower();
        long zxid = Zxid.of(2, 1);
        EnsembleConfig next = config(zxid, 1, 2, 3, 4);
        assertThat(core.on(fromLeader(new Proposal(zxid, txn(next)))))
                .containsExactly(new Configure(FIRST, next), new Effect.Append(zxid, txn(next)));
        assertThat(core.on(fromLeader(new CommitAndActivate(zxid, 2))))
                .containsExactly(new Effect.CommitUpTo(zxid), new Configure(next, next));
        assertThat(core.state()).isEqualTo(PeerState.FOLLOWING);
    }

    @Test
    void whomItDesignatesIsFollowedWithoutAnElection() {
        PeerCore core = servingFollower();
        long zxid = Zxid.of(2, 1);
        core.on(fromLeader(new Proposal(zxid, txn(config(zxid, 1, 3)))));
        core.on(new Event.Durable(zxid));
        assertThat(core.on(fromLeader(new CommitAndActivate(zxid, 3))))
                .contains(new Effect.CloseLeader(1), new Effect.Connect(2, 3))
                .noneMatch(Effect.Notify.class::isInstance);
        assertThat(core.on(vote(2, PeerState.LOOKING, 2, 5, 2)))
                .as("who asks is told what the next election would be told")
                .hasSize(1);
    }

    @Test
    void whoIsDesignatedLeads() {
        PeerCore core = servingFollower();
        long zxid = Zxid.of(2, 1);
        core.on(fromLeader(new Proposal(zxid, txn(config(zxid, 1, 3)))));
        core.on(fromLeader(new CommitAndActivate(zxid, 1)));
        assertThat(core.state()).as("our own copy is not durable yet").isEqualTo(PeerState.LOOKING);
        core.on(new Event.Durable(zxid));
        assertThat(core.state()).isEqualTo(PeerState.LEADING);
    }

    @Test
    void whoBecomesAnObserverComesAgainAsOne() {
        PeerCore core = servingFollower();
        long zxid = Zxid.of(2, 1);
        EnsembleConfig next = EnsembleConfig.parse(
                "server.1=a:1:2:observer\nserver.2=b:1:2\nserver.3=c:1:2\nversion=" + Long.toHexString(zxid));
        core.on(fromLeader(new Proposal(zxid, txn(next))));
        core.on(new Event.Durable(zxid));
        core.on(fromLeader(new CommitAndActivate(zxid, 2)));
        assertThat(core.state()).isEqualTo(PeerState.OBSERVING);
        assertThat(core.on(new Event.LeaderConnected(2)))
                .containsExactly(new Effect.ToLeader(
                        2, new Hello(true, 2, new LearnerInfo(1, LearnerInfo.PROTOCOL_VERSION, zxid))));
    }

    @Test
    void anObserverThatBecomesAVoterComesAgainAsOne() {
        EnsembleConfig before =
                EnsembleConfig.parse("server.1=a:1:2:observer\nserver.2=b:1:2\nserver.3=c:1:2\nversion=100000000");
        PeerCore core = Scenes.follower(Scenes.dynamic(1, new DiskState(0, 2, 2), before, before));
        for (LeaderMessage said : List.of(
                new LeaderInfo(2, LearnerInfo.PROTOCOL_VERSION),
                new Diff(0),
                new NewLeader(2, before.payload()),
                new UpToDate())) {
            core.on(fromLeader(said));
        }
        assertThat(core.state()).isEqualTo(PeerState.OBSERVING);
        long zxid = Zxid.of(2, 1);
        core.on(fromLeader(new InformAndActivate(zxid, 2, txn(config(zxid, 1, 2, 3)))));
        core.on(new Event.Durable(zxid));
        assertThat(core.state()).isEqualTo(PeerState.FOLLOWING);
        assertThat(core.on(new Event.LeaderConnected(2)))
                .containsExactly(new Effect.ToLeader(
                        2, new Hello(false, 2, new LearnerInfo(1, LearnerInfo.PROTOCOL_VERSION, zxid))));
    }

    @Test
    void anObserverThatItsLeadersHistoryProposesAsAVoterComesAgainAsOne() {
        EnsembleConfig before =
                EnsembleConfig.parse("server.1=a:1:2:observer\nserver.2=b:1:2\nserver.3=c:1:2\nversion=100000000");
        PeerCore core = Scenes.follower(Scenes.dynamic(1, new DiskState(0, 2, 2), before, before));
        EnsembleConfig next = config(ZXID, 1, 2, 3);
        core.on(fromLeader(new LeaderInfo(2, LearnerInfo.PROTOCOL_VERSION)));
        core.on(fromLeader(new Diff(ZXID)));
        core.on(fromLeader(new Proposal(ZXID, txn(next))));
        core.on(fromLeader(new Commit(ZXID)));
        core.on(fromLeader(new NewLeader(2, next.payload())));
        assertThat(core.on(new Event.Durable(ZXID)))
                .contains(new Effect.Become(PeerState.FOLLOWING, 2, "designated"))
                .doesNotContain(new Effect.ToLeader(1, new Ack(Zxid.of(2, 0))));
    }

    @Test
    void anActivationDuringSynchronisationIsFoundWhereverItStandsInTheQueue() {
        PeerCore core = follower(new DiskState(0, 1, 1), FIRST);
        long one = Zxid.of(2, 1);
        long two = Zxid.of(2, 2);
        EnsembleConfig next = config(two, 1, 2, 3, 4);
        core.on(fromLeader(new Diff(0)));
        core.on(fromLeader(new Proposal(one, TXN)));
        core.on(fromLeader(new Proposal(two, txn(next))));
        core.on(fromLeader(new NewLeader(2, FIRST.payload())));
        core.on(fromLeader(new Commit(one)));
        assertThat(core.on(fromLeader(new CommitAndActivate(two, 2)))).containsExactly(new Configure(next, next));
    }

    @Test
    void whatALeaderHasOnlySeenProposedIsNotPutInForceByItsUpToDate() {
        PeerCore core = follower(new DiskState(0, 1, 1), FIRST);
        long zxid = Zxid.of(2, 1);
        EnsembleConfig next = config(zxid, 1, 2, 3, 4);
        core.on(fromLeader(new Diff(0)));
        core.on(fromLeader(new Proposal(zxid, txn(next))));
        core.on(fromLeader(new NewLeader(2, next.payload())));
        core.on(new Event.CurrentEpochSaved(2));
        core.on(fromLeader(new UpToDate()));
        assertThat(core.committed()).isEqualTo(FIRST);
        assertThat(core.lastSeen()).isEqualTo(next);
    }

    @Test
    void whatIsCutOffTheLogIsNoProposalAnyMore() {
        EnsembleConfig dead = config(Zxid.of(1, 7), 1, 2);
        PeerCore core = follower(new DiskState(Zxid.of(1, 7), 1, 1), dead);
        assertThat(core.lastSeen()).isEqualTo(dead);
        core.on(fromLeader(new Trunc(Zxid.of(1, 6))));
        core.on(fromLeader(new NewLeader(2, null)));
        assertThat(core.on(new Event.Truncated(Zxid.of(1, 6)))).contains(new Configure(FIRST, FIRST));
    }

    @Test
    void aConfigurationThatWasWrittenDownButNotLoggedIsNone() {
        PeerCore core = Scenes.dynamic(1, new DiskState(Zxid.of(1, 6), 1, 1), FIRST, config(Zxid.of(1, 7), 1, 2));
        assertThat(core.lastSeen()).isEqualTo(FIRST);
    }

    @Test
    void aSnapshotBringsWhatItsHistoryProposes() {
        PeerCore core = follower(new DiskState(0, 1, 1), FIRST);
        core.on(fromLeader(new Snap(Zxid.of(1, 9))));
        assertThat(core.on(new Event.SnapshotInstalled(Zxid.of(1, 9), WITH_4))).contains(new Configure(FIRST, WITH_4));
        core.on(new Event.LeaderGone(1));
        assertThat(core.lastSeen()).isEqualTo(WITH_4);
    }

    @Test
    void whatIsKeptOfTheLogStillProposesWhatItDid() {
        PeerCore core = servingFollower();
        long zxid = Zxid.of(2, 1);
        EnsembleConfig next = config(zxid, 1, 2, 3, 4);
        core.on(fromLeader(new Proposal(zxid, txn(next))));
        core.on(new Event.Durable(zxid));
        core.on(new Event.LeaderGone(1));
        core.on(vote(3, PeerState.FOLLOWING, 2, 3, 2));
        core.on(vote(2, PeerState.LEADING, 2, 3, 2));
        core.on(new Event.LeaderConnected(2));
        for (LeaderMessage said : List.of(
                new LeaderInfo(2, LearnerInfo.PROTOCOL_VERSION),
                new Trunc(0),
                new Proposal(zxid, txn(next)),
                new NewLeader(2, FIRST.payload()))) {
            core.on(new Event.LeaderSaid(2, said));
        }
        assertThat(core.lastSeen()).isEqualTo(next);
    }

    @Test
    void withReconfigurationSwitchedOffTheLogProposesNothing() {
        DiskState disk = new DiskState(ZXID, 1, 1);
        Settings off = Settings.of(1, Scenes.TICK_MILLIS, 10, 5);
        assertThat(new PeerCore(off, Rules.ZAB, disk, Scenes.CONFIG, WITH_4).lastSeen())
                .isEqualTo(Scenes.CONFIG);
        assertThat(Scenes.dynamic(1, disk, Scenes.CONFIG, WITH_4).lastSeen()).isEqualTo(WITH_4);
    }

    // --- election ---

    @Test
    void aVoterThatHasSeenAProposalJoinsThoseThatHaveNot() {
        PeerCore core = Scenes.dynamic(1, new DiskState(ZXID, 1, 1), FIRST, config(ZXID, 1, 2));
        core.start();
        core.on(vote(3, PeerState.FOLLOWING, 2, 2, 2));
        core.on(vote(2, PeerState.LEADING, 2, 2, 2));
        assertThat(core.state()).isEqualTo(PeerState.FOLLOWING);
    }

    @Test
    void aVoterOfTheNextConfigurationAloneIsNotInsistedOn() {
        EnsembleConfig old = config(Zxid.of(1, 0), 1, 2);
        PeerCore core = Scenes.dynamic(1, new DiskState(ZXID, 1, 1), old, config(ZXID, 1, 2, 3));
        core.start();
        core.on(new Event.Tick(0));
        core.on(Scenes.vote(3, PeerState.LOOKING, 3, ZXID, 1, 1, old));
        List<Effect> effects = List.of();
        for (int millis = 20; effects.isEmpty(); millis += 20) {
            core.on(Scenes.vote(2, PeerState.LOOKING, 1, ZXID, 1, 1, old));
            effects = core.on(new Event.Tick(millis));
            assertThat(millis).as("told again after minNotificationInterval").isLessThan(300);
        }
        Notification vote = ((Effect.Notify) effects.get(0)).vote();
        assertThat(vote.leader()).isEqualTo(1);
    }

    @Test
    void aNewerConfigurationIsTakenFromWhoeverHasItWhileLooking() {
        PeerCore core = Scenes.dynamic(1, DiskState.EMPTY, Scenes.CONFIG, Scenes.CONFIG);
        core.start();
        assertThat(core.on(Scenes.vote(2, PeerState.FOLLOWING, 3, 0, 7, 1, WITH_4)))
                .contains(new Configure(WITH_4, WITH_4))
                .filteredOn(Effect.Notify.class::isInstance)
                .hasSize(3);
    }

    @Test
    void withReconfigurationSwitchedOffItIsIgnoredAndElectionGoesOn() {
        PeerCore core = Scenes.member(1);
        core.start();
        assertThat(core.on(Scenes.vote(2, PeerState.LOOKING, 1, 0, 1, 0, WITH_4)))
                .noneMatch(Configure.class::isInstance);
        core.on(Scenes.vote(3, PeerState.LOOKING, 1, 0, 1, 0, WITH_4));
        assertThat(core.committed()).isEqualTo(Scenes.CONFIG);
    }

    @Test
    void aStrangerIsAnsweredOnlyWhileItLooks() {
        PeerCore core = leader();
        assertThat(core.on(Scenes.vote(9, PeerState.LOOKING, 9, 0, 1, 0, FIRST)))
                .hasSize(1);
        assertThat(core.on(Scenes.vote(9, PeerState.FOLLOWING, 2, 0, 1, 0, FIRST)))
                .isEmpty();
    }

    @Test
    void aStrangerHearsWhomWeVoteForAndNotWhomWeHaveFollowed() {
        PeerCore core = Scenes.follower(DiskState.EMPTY);
        core.on(new Event.LeaderGone(1));
        assertThat(core.state()).isEqualTo(PeerState.LOOKING);
        assertThat(core.on(Scenes.vote(9, PeerState.LOOKING, 9, 0, 2, 0, Scenes.CONFIG)))
                .containsExactly(
                        new Effect.Notify(9, Notification.of(PeerState.LOOKING, 1, 0, 2, 0, Scenes.CONFIG.payload())));
    }

    @Test
    void twoThatTakeEachOtherForStrangersComeToAnEnd() {
        EnsembleConfig without2 = config(ZXID, 1, 3, 4);
        PeerCore core = Scenes.dynamic(1, new DiskState(ZXID, 1, 1), without2, without2);
        core.start();
        Event question = Scenes.vote(2, PeerState.LOOKING, 2, 0, 1, 1, FIRST);
        assertThat(core.on(question)).hasSize(1);
        assertThat(core.on(question)).isEmpty();
        assertThat(core.on(Scenes.vote(2, PeerState.FOLLOWING, 3, 0, 1, 1, FIRST)))
                .isEmpty();
    }
}
