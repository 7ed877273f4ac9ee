// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab;

import static io.paddock.zab.Scenes.A;
import static io.paddock.zab.Scenes.B;
import static io.paddock.zab.Scenes.TXN;
import static io.paddock.zab.Scenes.from;
import static io.paddock.zab.Scenes.hello;
import static io.paddock.zab.Scenes.vote;
import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.LeaderMessage.Commit;
import io.paddock.protocol.quorum.LeaderMessage.Diff;
import io.paddock.protocol.quorum.LeaderMessage.LeaderInfo;
import io.paddock.protocol.quorum.LeaderMessage.NewLeader;
import io.paddock.protocol.quorum.LeaderMessage.Proposal;
import io.paddock.protocol.quorum.LeaderMessage.Trunc;
import io.paddock.protocol.quorum.LeaderMessage.UpToDate;
import io.paddock.protocol.quorum.LearnerInfo;
import io.paddock.protocol.quorum.LearnerMessage.Ack;
import io.paddock.protocol.quorum.LearnerMessage.AckEpoch;
import io.paddock.protocol.quorum.Notification;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.zab.door.Effect;
import io.paddock.zab.door.Effect.ToLearner;
import io.paddock.zab.door.Event;
import io.paddock.zab.door.LogSpot;
import io.paddock.zab.member.DiskState;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Faults that ZooKeeper's servers have, or had, on the leader's side. Member 3 leads. docs/known-faults.md has
 * the table.
 */
class LeaderDefectsTest {
    private static final long Z1 = Zxid.of(2, 1);
    private static final long Z2 = Zxid.of(2, 2);
    private static final DiskState UP_TO_1_9 = new DiskState(Zxid.of(1, 9), 1, 1);

    /** A leader of epoch 2, with follower 2. The history ends with 1_9. */
    private static PeerCore leader() {
        return leader(Scenes.member(3, UP_TO_1_9));
    }

    private static PeerCore leader(PeerCore core) {
        core.start();
        core.on(Scenes.vote(1, PeerState.LOOKING, 3, Zxid.of(1, 9), 1, 1, Scenes.CONFIG));
        core.on(Scenes.vote(2, PeerState.LOOKING, 3, Zxid.of(1, 9), 1, 1, Scenes.CONFIG));
        core.on(from(B, hello(2, 1)));
        core.on(new Event.AcceptedEpochSaved(2));
        core.on(from(B, new AckEpoch(Zxid.of(1, 9), 1)));
        core.on(new Event.CurrentEpochSaved(2));
        core.on(from(B, new Ack(Zxid.of(2, 0))));
        assertThat(core.establishedEpoch()).isEqualTo(2);
        return core;
    }

    /**
     * Member 1 connects with a log that ends at {@code lastZxid}.
     * @return what the leader sends it
     */
    private static List<Effect> comes(PeerCore leader, long lastZxid) {
        leader.on(from(A, hello(1, 2)));
        return leader.on(from(A, new AckEpoch(lastZxid, AckEpoch.NOT_COUNTED)));
    }

    @Test
    void newLeaderIsTheLastMessageOfASynchronisation() {
        PeerCore core = leader();
        core.on(new Event.Submitted(Z1, TXN));
        assertThat(comes(core, 0))
                .containsExactly(
                        new Effect.SendSnapshot(A, Zxid.of(1, 9)),
                        new ToLearner(A, new Proposal(Z1, TXN)),
                        new ToLearner(A, new NewLeader(2, Scenes.CONFIG.payload())));
    }

    @Test
    void diffFromDiskAndMemoryHasNoGap() {
        PeerCore core = leader();
        core.on(new Event.Submitted(Z1, TXN));
        core.on(new Event.Durable(Z1));
        core.on(from(B, new Ack(Z1)));
        assertThat(comes(core, Zxid.of(1, 5))).containsExactly(new Effect.Locate(A, Zxid.of(1, 5)));
        assertThat(core.on(new Event.Located(A, new LogSpot(Zxid.of(1, 5), true, true))))
                .containsExactly(
                        new ToLearner(A, new Diff(Z1)),
                        new Effect.SendHistory(A, Zxid.of(1, 5), Zxid.of(1, 9)),
                        new ToLearner(A, new Proposal(Z1, TXN)),
                        new ToLearner(A, new Commit(Z1)),
                        new ToLearner(A, new NewLeader(2, Scenes.CONFIG.payload())));
    }

    @Test
    void doesNotSendALogWithAHole() {
        PeerCore core = leader();
        comes(core, Zxid.of(1, 5));
        assertThat(core.on(new Event.Located(A, new LogSpot(Zxid.of(1, 5), false, true))))
                .contains(new Effect.SendSnapshot(A, Zxid.of(1, 9)))
                .noneMatch(Effect.SendHistory.class::isInstance);
    }

    @Test
    void learnerIsNotToldToTruncateCommittedTxns() {
        PeerCore core = leader();
        comes(core, Zxid.of(1, 9));
        core.on(new Event.LearnerGone(A));
        core.on(new Event.Submitted(Z1, TXN));
        core.on(new Event.Submitted(Z2, TXN));
        core.on(new Event.Durable(Z2));
        core.on(from(B, new Ack(Z1)));
        assertThat(comes(core, Z2))
                .containsExactly(
                        new ToLearner(A, new Trunc(Z1)),
                        new ToLearner(A, new Proposal(Z2, TXN)),
                        new ToLearner(A, new NewLeader(2, Scenes.CONFIG.payload())));
    }

    @Test
    void doesNotCountAcksOfAClosedConnection() {
        PeerCore core = leader();
        comes(core, Zxid.of(1, 9));
        core.on(from(A, new Ack(Zxid.of(2, 0))));
        core.on(new Event.Submitted(Z1, TXN));
        core.on(from(A, new Ack(Z1)));
        core.on(new Event.LearnerGone(A));
        assertThat(core.on(new Event.Durable(Z1))).isEmpty();
        comes(core, Z1);
        assertThat(core.on(from(A, new Ack(Zxid.of(2, 0))))).containsExactly(new ToLearner(A, new UpToDate()));
        assertThat(core.on(from(A, new Ack(Z1)))).contains(new Effect.CommitUpTo(Z1));
    }

    @Test
    void secondConnectionOfALearnerCancelsTheAcksOfTheFirst() {
        PeerCore core = leader();
        comes(core, Zxid.of(1, 9));
        core.on(from(A, new Ack(Zxid.of(2, 0))));
        core.on(new Event.Submitted(Z1, TXN));
        core.on(from(A, new Ack(Z1)));
        assertThat(core.on(from(99, hello(1, 2)))).first().isInstanceOf(Effect.CloseLearner.class);
        assertThat(core.on(new Event.Durable(Z1))).isEmpty();
    }

    @Test
    void countsAckOfAProposalThatComesBeforeTheAckOfNewLeader() {
        PeerCore core = leader();
        core.on(new Event.Submitted(Z1, TXN));
        core.on(new Event.Durable(Z1));
        comes(core, Zxid.of(1, 9));
        assertThat(core.on(from(A, new Ack(Z1)))).contains(new Effect.CommitUpTo(Z1));
        assertThat(core.on(from(A, new Ack(Zxid.of(2, 0))))).containsExactly(new ToLearner(A, new UpToDate()));
    }

    @Test
    void snapshotForALearnerThatIsAheadHasAZxidAboveItsLog() {
        PeerCore core = leader();
        assertThat(comes(core, Zxid.of(0, 7))).first().isEqualTo(new Effect.Locate(A, Zxid.of(0, 7)));
        PeerCore other = leader();
        other.on(from(A, hello(1, 1)));
        assertThat(other.on(from(A, new AckEpoch(Zxid.of(1, 0x7fff), AckEpoch.NOT_COUNTED))))
                .first()
                .isEqualTo(new ToLearner(A, new Trunc(Zxid.of(1, 9))));
        PeerCore third = Scenes.establishedLeader();
        third.on(from(A, hello(1, 1)));
        assertThat(third.on(from(A, new AckEpoch(Zxid.of(0, 7), AckEpoch.NOT_COUNTED))))
                .first()
                .isEqualTo(new Effect.SendSnapshot(A, Zxid.of(1, 0)));
    }

    @Test
    void txnsReceivedByDiffAreSentByDiff() {
        PeerCore core = Scenes.follower(new DiskState(0, 1, 1));
        core.on(Scenes.fromLeader(new LeaderInfo(2, LearnerInfo.PROTOCOL_VERSION)));
        core.on(new Event.AcceptedEpochSaved(2));
        core.on(Scenes.fromLeader(new Diff(Z1)));
        core.on(Scenes.fromLeader(new Proposal(Z1, TXN)));
        core.on(Scenes.fromLeader(new Commit(Z1)));
        core.on(Scenes.fromLeader(new NewLeader(2, null)));
        core.on(new Event.Durable(Z1));
        core.on(new Event.CurrentEpochSaved(2));
        core.on(new Event.LeaderGone(1));
        core.on(Scenes.vote(2, PeerState.LOOKING, 1, Z1, 2, 2, Scenes.CONFIG));
        core.on(Scenes.vote(3, PeerState.LOOKING, 1, Z1, 2, 2, Scenes.CONFIG));
        assertThat(core.state()).isEqualTo(PeerState.LEADING);
        core.on(from(B, hello(2, 2)));
        core.on(new Event.AcceptedEpochSaved(3));
        core.on(from(B, new AckEpoch(Zxid.of(2, 0), 2)));
        assertThat(core.on(new Event.CurrentEpochSaved(3)))
                .contains(new ToLearner(B, new Diff(Z1)), new ToLearner(B, new Proposal(Z1, TXN)));
    }

    @Test
    void establishedLeaderTellsItsNewEpochInVotes() {
        PeerCore core = leader();
        assertThat(core.on(vote(1, PeerState.LOOKING, 1, 5, 0)))
                .containsExactly(new Effect.Notify(
                        1, Notification.of(PeerState.LEADING, 3, Zxid.of(1, 9), 1, 2, Scenes.CONFIG.payload())));
    }

    @Test
    void voteWaitsForTheDiskAndNamesTheLastDurableZxid() {
        PeerCore core = leader();
        core.on(new Event.Submitted(Z1, TXN));
        assertThat(core.on(new Event.Resign("test"))).noneMatch(Effect.Notify.class::isInstance);
        assertThat(core.on(vote(1, PeerState.LOOKING, 1, 5, 0))).isEmpty();
        assertThat(core.on(new Event.Durable(Z1)))
                .filteredOn(Effect.Notify.class::isInstance)
                .hasSize(2)
                .allMatch(each -> ((Effect.Notify) each).vote().zxid() == Z1);
    }

    @Test
    void observersAreRefusedWhileTooManySnapshotsAreBeingSent() {
        // The observers are not members yet, so the leader must allow unknown ones.
        PeerCore core = leader(Scenes.dynamic(3, UP_TO_1_9, Scenes.CONFIG, Scenes.CONFIG));
        int max = 10;
        for (long observer = 1; observer <= max + 1; observer++) {
            core.on(from(100 + observer, Scenes.observing(100 + observer)));
            List<Effect> effects = core.on(from(100 + observer, new AckEpoch(0, AckEpoch.NOT_COUNTED)));
            assertThat(effects.stream().anyMatch(Effect.CloseLearner.class::isInstance))
                    .as("observer %d", observer)
                    .isEqualTo(observer > max);
        }
        assertThat(comes(core, 0)).as("a voter").contains(new Effect.SendSnapshot(A, Zxid.of(1, 9)));
        core.on(from(101, new Ack(Zxid.of(2, 0))));
        core.on(from(102, new Ack(Zxid.of(2, 0))));
        core.on(from(200, Scenes.observing(200)));
        assertThat(core.on(from(200, new AckEpoch(0, AckEpoch.NOT_COUNTED))))
                .contains(new Effect.SendSnapshot(200, Zxid.of(1, 9)));
    }

    @Test
    void leaderWhoseVotersLookAgainGivesUpSooner() {
        assertThat(afterOneVoterLooksAgain(200)).isEqualTo(PeerState.LOOKING);
        assertThat(afterOneVoterLooksAgain(-1)).isEqualTo(PeerState.LEADING);
    }

    private static PeerState afterOneVoterLooksAgain(int maxTimeToWaitForEpochMillis) {
        PeerCore core = Scenes.impatient(3, maxTimeToWaitForEpochMillis);
        core.start();
        core.on(new Event.Tick(0));
        core.on(vote(1, PeerState.LOOKING, 3, 1, 0));
        core.on(vote(2, PeerState.LOOKING, 3, 1, 0));
        core.on(vote(1, PeerState.LOOKING, 3, 2, 0));
        assertThat(core.state()).isEqualTo(PeerState.LEADING);
        for (int millis = 50; millis <= 300; millis += 50) {
            core.on(new Event.Tick(millis));
        }
        core.on(vote(1, PeerState.LOOKING, 3, 2, 0));
        return core.state();
    }
}
