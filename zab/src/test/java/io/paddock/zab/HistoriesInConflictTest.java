// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab;

import static io.paddock.zab.Scenes.A;
import static io.paddock.zab.Scenes.B;
import static io.paddock.zab.Scenes.CONFIG;
import static io.paddock.zab.Scenes.TXN;
import static io.paddock.zab.Scenes.from;
import static io.paddock.zab.Scenes.fromLeader;
import static io.paddock.zab.Scenes.hello;
import static io.paddock.zab.Scenes.vote;
import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.LeaderMessage.Diff;
import io.paddock.protocol.quorum.LeaderMessage.LeaderInfo;
import io.paddock.protocol.quorum.LeaderMessage.NewLeader;
import io.paddock.protocol.quorum.LeaderMessage.Snap;
import io.paddock.protocol.quorum.LeaderMessage.UpToDate;
import io.paddock.protocol.quorum.LearnerInfo;
import io.paddock.protocol.quorum.LearnerMessage.Ack;
import io.paddock.protocol.quorum.LearnerMessage.AckEpoch;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.zab.door.Effect;
import io.paddock.zab.door.Effect.ReportConflict;
import io.paddock.zab.door.Effect.ReportConflict.Part;
import io.paddock.zab.door.Event;
import io.paddock.zab.member.DiskState;
import io.paddock.zab.member.HistoryPosition;
import io.paddock.zab.member.Vote;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two histories that exclude each other, as lost disks leave them: neither replaces the other by itself. */
class HistoriesInConflictTest {
    private static final long OLD = Zxid.of(4, 30);
    private static final DiskState HOLDS_OLD = new DiskState(OLD, 4, 4);
    private static final DiskState IS_STOPPED = new DiskState(OLD, 4, 4, false, false, true);

    private static PeerCore leaderWithATxn() {
        PeerCore leader = Scenes.establishedLeader();
        leader.on(new Event.Submitted(Zxid.of(1, 1), TXN));
        leader.on(new Event.Durable(Zxid.of(1, 1)));
        leader.on(from(B, new Ack(Zxid.of(1, 1))));
        return leader;
    }

    private static LeaderInfo info(long epoch) {
        return new LeaderInfo(epoch, LearnerInfo.PROTOCOL_VERSION);
    }

    @Test
    void aLeaderThatAQuorumFollowsRefusesANewerHistoryAndGoesOn() {
        PeerCore leader = leaderWithATxn();
        leader.on(vote(1, PeerState.LOOKING, 1, OLD, 1, 4, CONFIG));
        assertThat(leader.on(from(A, hello(1, 4))))
                .contains(new ReportConflict(Part.LEADS, 1, 4, OLD), new Effect.ToLearner(A, info(1)));
        assertThat(leader.state()).isEqualTo(PeerState.LEADING);
    }

    @Test
    void aLeaderStillStepsDownForAPromiseAlone() {
        PeerCore leader = leaderWithATxn();
        leader.on(vote(1, PeerState.LOOKING, 1, Zxid.of(1, 1), 1, 1, CONFIG));
        leader.on(from(A, hello(1, 4)));
        assertThat(leader.state()).isEqualTo(PeerState.LOOKING);
    }

    @Test
    void aLogOfTheLeadersEpochThatTheLeaderHasNotSentIsRefused() {
        PeerCore leader = leaderWithATxn();
        leader.on(from(A, hello(1, 1)));
        assertThat(leader.on(from(A, new AckEpoch(Zxid.of(1, 50), AckEpoch.NOT_COUNTED))))
                .contains(new ReportConflict(Part.LEADS, 1, 1, Zxid.of(1, 50)))
                .anyMatch(Effect.CloseLearner.class::isInstance);
    }

    @Test
    void aLogOfTheLeadersEpochThatTheLeaderHasSentIsLetIn() {
        PeerCore leader = leaderWithATxn();
        leader.on(from(30, hello(2, 1))); // Before the end of its old connection: a quorum stays connected.
        assertThat(leader.on(from(30, new AckEpoch(Zxid.of(1, 1), AckEpoch.NOT_COUNTED))))
                .noneMatch(ReportConflict.class::isInstance)
                .noneMatch(Effect.CloseLearner.class::isInstance);
    }

    @Test
    void theMemberThatIsRefusedSaysSoAndDoesNotVote() {
        PeerCore core = Scenes.follower(HOLDS_OLD);
        List<Effect> effects = core.on(fromLeader(info(1)));
        assertThat(effects)
                .contains(new ReportConflict(Part.MAY_BE_STOPPED, 2, 1, -1))
                .noneMatch(Effect.SaveAcceptedEpoch.class::isInstance);
        assertThat(effects)
                .filteredOn(Effect.Notify.class::isInstance)
                .isNotEmpty()
                .allMatch(each -> ((Effect.Notify) each).vote().leader() == Vote.NOBODY
                        && ((Effect.Notify) each).vote().zxid() == OLD);
        assertThat(core.isIncomplete()).as("nobody should read it").isTrue();
    }

    /** A leader asks for a higher epoch when a voter has promised one, and not for an observer. */
    @Test
    void observerThatHasPromisedAHigherEpochReportsAConflict() {
        EnsembleConfig config = EnsembleConfig.parse(
                "server.1=a:1:2:observer\nserver.2=b:1:2:participant\nserver.3=c:1:2:participant\nversion=0");
        PeerCore core = Scenes.follower(Scenes.dynamic(1, new DiskState(0, 2, 0), config, config));
        assertThat(core.on(fromLeader(info(1)))).contains(new ReportConflict(Part.MAY_BE_STOPPED, 2, 1, -1));
    }

    @Test
    void itVotesAgainWhenThatLeaderIsHeardNoMore() {
        PeerCore core = Scenes.follower(HOLDS_OLD);
        core.on(fromLeader(info(1)));
        for (int millis = 0; millis < 1_500; millis += 20) {
            core.on(new Event.Tick(millis));
        }
        assertThat(core.isIncomplete()).isFalse();
        assertThat(core.on(vote(3, PeerState.LOOKING, 3, 1, 5, 1, CONFIG)))
                .anyMatch(each ->
                        each instanceof Effect.Notify told && told.vote().leader() == 1);
    }

    @Test
    void aLeaderThatRepeatsItLongEnoughIsNoReplacedOne() {
        PeerCore core = Scenes.member(1, HOLDS_OLD);
        core.start();
        boolean isStopped = false;
        for (int millis = 0; millis < 4_000; millis += 20) {
            List<Effect> effects = new ArrayList<>(core.on(vote(3, PeerState.FOLLOWING, 2, 1, 1)));
            effects.addAll(core.on(vote(2, PeerState.LEADING, 2, 1, 1)));
            effects.addAll(core.on(new Event.Tick(millis)));
            for (Effect effect : effects) {
                if (effect instanceof Effect.Connect connect) {
                    core.on(new Event.LeaderConnected(connect.attempt()));
                    isStopped |= core.on(new Event.LeaderSaid(connect.attempt(), info(1)))
                            .contains(new ReportConflict(Part.IS_STOPPED, 2, 1, -1));
                }
            }
        }
        assertThat(isStopped).isTrue();
    }

    @Test
    void aHistoryOfAnEnsembleFoundedEarlierIsNotReplacedByASnapshot() {
        PeerCore core = Scenes.follower(HOLDS_OLD);
        assertThat(core.on(fromLeader(info(4 + HistoryPosition.EPOCHS_APART))))
                .contains(new ReportConflict(Part.MAY_BE_STOPPED, 2, 4 + HistoryPosition.EPOCHS_APART, -1));
    }

    @Test
    void aMemberThatIsStoppedTakesNoSnapshotButAHistoryThatContainsItsOwn() {
        PeerCore core = Scenes.follower(IS_STOPPED);
        core.on(fromLeader(info(5)));
        core.on(new Event.AcceptedEpochSaved(5));
        assertThat(core.on(fromLeader(new Snap(Zxid.of(5, 9)))))
                .contains(new ReportConflict(Part.IS_STOPPED, 2, 5, -1))
                .noneMatch(Effect.InstallSnapshot.class::isInstance);

        PeerCore other = Scenes.follower(IS_STOPPED);
        other.on(fromLeader(info(5)));
        other.on(new Event.AcceptedEpochSaved(5));
        other.on(fromLeader(new Diff(OLD)));
        other.on(fromLeader(new NewLeader(5, null)));
        other.on(new Event.CurrentEpochSaved(5));
        assertThat(other.on(fromLeader(new UpToDate()))).contains(new Effect.Serve(5));
        assertThat(other.isIncomplete()).isFalse();
    }

    @Test
    void membersOfTwoEnsemblesDoNotElectEachOther() {
        PeerCore core = Scenes.member(1, HOLDS_OLD);
        core.start();
        long far = 4 + HistoryPosition.EPOCHS_APART;
        assertThat(core.on(vote(2, PeerState.LOOKING, 2, Zxid.of(far, 1), 1, far, CONFIG)))
                .contains(new ReportConflict(Part.LOOKS, 2, far, Zxid.of(far, 1)));
        core.on(vote(3, PeerState.LOOKING, 2, Zxid.of(far, 1), 1, far, CONFIG));
        for (int millis = 0; millis < 1_000; millis += 20) {
            core.on(new Event.Tick(millis));
        }
        assertThat(core.state()).isEqualTo(PeerState.LOOKING);
    }

    @Test
    void anOldHistoryThatTheSnapshotMayNotContainIsKept() {
        assertThat(installed(new DiskState(Zxid.of(2, 7), 2, 2), Zxid.of(4, 9))).isTrue();
        assertThat(installed(new DiskState(51, 0, 0), Zxid.of(4, 9)))
                .as("a standalone server's")
                .isTrue();
        assertThat(installed(new DiskState(Zxid.of(4, 9), 4, 4), Zxid.of(4, 7)))
                .as("more than the snapshot has")
                .isTrue();
        assertThat(installed(new DiskState(Zxid.of(4, 7), 4, 4), Zxid.of(4, 9)))
                .as("merely behind")
                .isFalse();
        assertThat(installed(DiskState.EMPTY, Zxid.of(4, 9))).isFalse();
    }

    private static boolean installed(DiskState disk, long snapshot) {
        PeerCore core = Scenes.follower(disk);
        core.on(fromLeader(info(5)));
        core.on(new Event.AcceptedEpochSaved(5));
        return core.on(fromLeader(new Snap(snapshot))).stream()
                .filter(Effect.InstallSnapshot.class::isInstance)
                .anyMatch(each -> ((Effect.InstallSnapshot) each).keepsOld());
    }
}
