// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab;

import static io.paddock.zab.Scenes.TXN;
import static io.paddock.zab.Scenes.fromLeader;
import static io.paddock.zab.Scenes.vote;
import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.Payload;
import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.LeaderMessage;
import io.paddock.protocol.quorum.LeaderMessage.Commit;
import io.paddock.protocol.quorum.LeaderMessage.Diff;
import io.paddock.protocol.quorum.LeaderMessage.LeaderInfo;
import io.paddock.protocol.quorum.LeaderMessage.NewLeader;
import io.paddock.protocol.quorum.LeaderMessage.Ping;
import io.paddock.protocol.quorum.LeaderMessage.Proposal;
import io.paddock.protocol.quorum.LeaderMessage.Snap;
import io.paddock.protocol.quorum.LeaderMessage.Trunc;
import io.paddock.protocol.quorum.LeaderMessage.UpToDate;
import io.paddock.protocol.quorum.LearnerInfo;
import io.paddock.protocol.quorum.LearnerMessage.Ack;
import io.paddock.protocol.quorum.LearnerMessage.AckEpoch;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.zab.door.Effect;
import io.paddock.zab.door.Effect.Append;
import io.paddock.zab.door.Effect.ToLeader;
import io.paddock.zab.door.Event;
import io.paddock.zab.member.DiskState;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Faults that ZooKeeper's servers have, or had, on the learner's side. Member 1 follows member 2 into epoch
 * 2. docs/known-faults.md has the table.
 */
class LearnerDefectsTest {
    private static final long Z1 = Zxid.of(2, 1);
    private static final long Z2 = Zxid.of(2, 2);
    private static final long Z3 = Zxid.of(2, 3);

    /** A follower whose log ends at {@code lastZxid}. It has promised epoch 2 to the leader. */
    private static PeerCore follower(long lastZxid) {
        PeerCore core = Scenes.follower(new DiskState(lastZxid, 1, 1));
        core.on(fromLeader(new LeaderInfo(2, LearnerInfo.PROTOCOL_VERSION)));
        core.on(new Event.AcceptedEpochSaved(2));
        return core;
    }

    /** A follower that serves in epoch 2. Its log ends with {@link #Z2}. */
    private static PeerCore serving() {
        PeerCore core = follower(0);
        core.on(fromLeader(new Diff(0)));
        core.on(fromLeader(new Proposal(Z1, TXN)));
        core.on(fromLeader(new Commit(Z1)));
        core.on(fromLeader(new Proposal(Z2, TXN)));
        core.on(fromLeader(new Commit(Z2)));
        core.on(fromLeader(new NewLeader(2, null)));
        core.on(new Event.Durable(Z2));
        core.on(new Event.CurrentEpochSaved(2));
        core.on(fromLeader(new UpToDate()));
        assertThat(core.establishedEpoch()).isEqualTo(2);
        return core;
    }

    /**
     * The same follower has lost its leader and found it again. Its log still has every txn that was proposed
     * only to it.
     */
    private static PeerCore again(PeerCore core) {
        core.on(new Event.LeaderGone(1));
        core.on(vote(3, PeerState.FOLLOWING, 2, 3, 2));
        core.on(vote(2, PeerState.LEADING, 2, 3, 2));
        core.on(new Event.LeaderConnected(2));
        core.on(said(new LeaderInfo(2, LearnerInfo.PROTOCOL_VERSION)));
        return core;
    }

    private static Event said(LeaderMessage message) {
        return new Event.LeaderSaid(2, message);
    }

    @Test
    void logsADiffWithoutTakingASnapshot() {
        PeerCore core = follower(0);
        core.on(fromLeader(new Diff(Z1)));
        core.on(fromLeader(new Proposal(Z1, TXN)));
        core.on(fromLeader(new Commit(Z1)));
        assertThat(core.on(fromLeader(new NewLeader(2, null)))).containsExactly(new Append(Z1, TXN));
    }

    @Test
    void sendsNothingBetweenAckEpochAndTheAckOfNewLeader() {
        PeerCore core = follower(0);
        core.on(fromLeader(new Diff(Z1)));
        assertThat(core.on(fromLeader(new Proposal(Z1, TXN)))).isEmpty();
        assertThat(core.on(fromLeader(new Commit(Z1)))).isEmpty();
        assertThat(core.on(fromLeader(new Proposal(Z2, TXN)))).isEmpty();
        core.on(fromLeader(new NewLeader(2, null)));
        assertThat(core.on(fromLeader(new Ping(Z2)))).isEmpty();
        assertThat(core.on(new Event.Durable(Z1))).containsExactly(new Effect.SaveCurrentEpoch(2));
        assertThat(core.on(new Event.CurrentEpochSaved(2))).containsExactly(new ToLeader(1, new Ack(Zxid.of(2, 0))));
        assertThat(core.on(fromLeader(new Ping(Z2)))).isEmpty();
    }

    @Test
    void outstandingProposalsAreNeitherLoggedNorAppliedBeforeUpToDate() {
        PeerCore core = follower(0);
        core.on(fromLeader(new Diff(0)));
        core.on(fromLeader(new Proposal(Z1, TXN)));
        assertThat(core.on(fromLeader(new NewLeader(2, null)))).containsExactly(new Effect.SaveCurrentEpoch(2));
        core.on(new Event.CurrentEpochSaved(2));
        assertThat(core.on(fromLeader(new Commit(Z1)))).isEmpty();
        assertThat(core.on(fromLeader(new Proposal(Z2, TXN)))).isEmpty();
        assertThat(core.on(fromLeader(new UpToDate())))
                .containsSubsequence(
                        new Append(Z1, TXN), new Append(Z2, TXN), new Effect.CommitUpTo(Z1), new Effect.Serve(2));
    }

    @Test
    void snapshotCountsInVotesOnlyAfterItIsInstalled() {
        PeerCore core = follower(0);
        assertThat(core.on(fromLeader(new Snap(Zxid.of(1, 9)))))
                .containsExactly(new Effect.InstallSnapshot(1, Zxid.of(1, 9), false));
        assertThat(core.on(new Event.LeaderGone(1))).noneMatch(Effect.Notify.class::isInstance);
        assertThat(core.on(new Event.SnapshotInstalled(Zxid.of(1, 9))))
                .filteredOn(Effect.Notify.class::isInstance)
                .hasSize(2)
                .allMatch(each -> ((Effect.Notify) each).vote().zxid() == Zxid.of(1, 9));
    }

    @Test
    void holeInADiffMakesItAskForASnapshot() {
        PeerCore core = follower(Zxid.of(1, 5));
        core.on(fromLeader(new Diff(Zxid.of(1, 9))));
        assertThat(core.on(fromLeader(new Proposal(Zxid.of(1, 7), TXN))))
                .containsExactly(new Effect.CloseLeader(1), new Effect.Connect(2, 2));
        core.on(new Event.LeaderConnected(2));
        assertThat(core.on(said(new LeaderInfo(2, LearnerInfo.PROTOCOL_VERSION))))
                .containsExactly(new ToLeader(2, new AckEpoch(0, AckEpoch.NOT_COUNTED)));
    }

    @Test
    void holeInTheBroadcastEndsTheConnection() {
        PeerCore core = serving();
        assertThat(core.on(fromLeader(new Proposal(Zxid.of(2, 4), TXN)))).contains(new Effect.CloseLeader(1));
        assertThat(core.state()).isEqualTo(PeerState.LOOKING);
    }

    @Test
    void logThatCannotBeTruncatedIsReplaced() {
        PeerCore core = again(serving());
        core.on(said(new Trunc(Z1)));
        assertThat(core.on(said(new NewLeader(2, null)))).containsExactly(new Effect.Truncate(Z1));
        assertThat(core.on(new Event.CannotTruncate(Z1)))
                .containsExactly(new Effect.CloseLeader(2), new Effect.Connect(3, 2));
        core.on(new Event.LeaderConnected(3));
        assertThat(core.on(new Event.LeaderSaid(3, new LeaderInfo(2, LearnerInfo.PROTOCOL_VERSION))))
                .containsExactly(new ToLeader(3, new AckEpoch(0, AckEpoch.NOT_COUNTED)));
    }

    /** A leader of ours never asks for such a cut, Apache's do. */
    @Test
    void txnsOfALaterEpochAreNotCutButReplacedByASnapshotThatKeepsThem() {
        PeerCore core = again(serving());
        core.on(said(new Trunc(0)));
        assertThat(core.on(said(new NewLeader(2, null))))
                .containsExactly(new Effect.CloseLeader(2), new Effect.Connect(3, 2));
        core.on(new Event.LeaderConnected(3));
        assertThat(core.on(new Event.LeaderSaid(3, new LeaderInfo(2, LearnerInfo.PROTOCOL_VERSION))))
                .containsExactly(new ToLeader(3, new AckEpoch(0, AckEpoch.NOT_COUNTED)));
        assertThat(core.on(new Event.LeaderSaid(3, new Snap(Zxid.of(1, 9)))))
                .containsExactly(new Effect.InstallSnapshot(3, Zxid.of(1, 9), true));
    }

    @Test
    void aLeaderThatAnswersWithADiffAllTheSameIsNotAskedForASnapshotForEver() {
        PeerCore core = again(serving());
        core.on(said(new Trunc(0)));
        core.on(said(new NewLeader(2, null)));
        core.on(new Event.LeaderConnected(3));
        core.on(new Event.LeaderSaid(3, new LeaderInfo(2, LearnerInfo.PROTOCOL_VERSION)));
        core.on(new Event.LeaderSaid(3, new Diff(0)));
        assertThat(core.on(new Event.LeaderSaid(3, new NewLeader(2, null)))).containsExactly(new Effect.Truncate(0));
    }

    @Test
    void refusesToTruncateAfterTheEndOfItsLog() {
        PeerCore core = again(serving());
        assertThat(core.on(said(new Trunc(Zxid.of(2, 99)))))
                .containsExactly(new Effect.CloseLeader(2), new Effect.Connect(3, 2));
    }

    @Test
    void truncatesOnlyAfterTheWholeHistoryHasArrived() {
        PeerCore core = again(serving());
        assertThat(core.on(said(new Trunc(Z1)))).isEmpty();
        assertThat(core.on(said(new Proposal(Z2, Payload.ofText("another"))))).isEmpty();
        assertThat(core.on(new Event.LeaderGone(2))).noneMatch(Effect.Truncate.class::isInstance);
    }

    @Test
    void doesNotTruncateTxnsThatTheLeaderProposesAgain() {
        PeerCore core = again(serving());
        core.on(said(new Trunc(Z1)));
        core.on(said(new Proposal(Z2, TXN)));
        assertThat(core.on(said(new NewLeader(2, null))))
                .as("nothing to cut, nothing to log")
                .containsExactly(new ToLeader(2, new Ack(Zxid.of(2, 0))));
        assertThat(core.on(said(new UpToDate())))
                .noneMatch(Append.class::isInstance)
                .contains(new ToLeader(2, new Ack(Z2)));
    }

    @Test
    void txnsAfterATruncationAreDurableBeforeTheAck() {
        PeerCore core = again(serving());
        Payload another = Payload.ofText("another");
        core.on(said(new Trunc(Z1)));
        core.on(said(new Proposal(Z2, another)));
        core.on(said(new Commit(Z2)));
        core.on(said(new NewLeader(2, null)));
        assertThat(core.on(new Event.Truncated(Z1))).containsExactly(new Append(Z2, another));
        assertThat(core.on(new Event.Durable(Z2))).containsExactly(new ToLeader(2, new Ack(Zxid.of(2, 0))));
    }

    @Test
    void acksDurableProposalsOnlyAndInTheirOrder() {
        PeerCore core = serving();
        core.on(fromLeader(new Proposal(Z3, TXN)));
        assertThat(core.on(fromLeader(new Proposal(Zxid.of(2, 4), TXN))))
                .containsExactly(new Append(Zxid.of(2, 4), TXN));
        assertThat(core.on(fromLeader(new Commit(Z3)))).containsExactly(new Effect.CommitUpTo(Z3));
        assertThat(core.on(new Event.Durable(Zxid.of(2, 4))))
                .containsExactly(new ToLeader(1, new Ack(Z3)), new ToLeader(1, new Ack(Zxid.of(2, 4))));
    }

    @Test
    void txnsThatAreAppliedButNotDurableDoNotCountInVotes() {
        PeerCore core = serving();
        core.on(fromLeader(new Proposal(Z3, TXN)));
        core.on(fromLeader(new Commit(Z3)));
        assertThat(core.on(new Event.LeaderGone(1))).noneMatch(Effect.Notify.class::isInstance);
        List<Effect> effects = core.on(new Event.LogFailed("no space"));
        assertThat(effects).last().isEqualTo(new Effect.Halt("no space"));
        assertThat(effects).noneMatch(Effect.Notify.class::isInstance);
    }

    @Test
    void secondPromiseOfTheSameEpochDoesNotCount() {
        PeerCore core = Scenes.follower(new DiskState(0, 2, 1));
        assertThat(core.on(fromLeader(new LeaderInfo(2, LearnerInfo.PROTOCOL_VERSION))))
                .containsExactly(new ToLeader(1, new AckEpoch(0, AckEpoch.NOT_COUNTED)));
    }

    @Test
    void votesForTheSameLeaderAgreeAlthoughZxidAndRoundDiffer() {
        PeerCore core = Scenes.member(1);
        core.start();
        core.on(Scenes.vote(3, PeerState.FOLLOWING, 2, Zxid.of(1, 3), 4, 2, Scenes.CONFIG));
        core.on(Scenes.vote(2, PeerState.LEADING, 2, Zxid.of(1, 9), 7, 2, Scenes.CONFIG));
        assertThat(core.state()).isEqualTo(PeerState.FOLLOWING);
    }

    @Test
    void followerTellsTheEpochInWhichItServes() {
        assertThat(serving().on(vote(3, PeerState.LOOKING, 3, 5, 0)))
                .filteredOn(Effect.Notify.class::isInstance)
                .hasSize(1)
                .allMatch(each -> ((Effect.Notify) each).vote().peerEpoch() == 2);
    }
}
