// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.Payload;
import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.LeaderMessage;
import io.paddock.protocol.quorum.LeaderMessage.Commit;
import io.paddock.protocol.quorum.LeaderMessage.Diff;
import io.paddock.protocol.quorum.LeaderMessage.LeaderInfo;
import io.paddock.protocol.quorum.LeaderMessage.NewLeader;
import io.paddock.protocol.quorum.LeaderMessage.Proposal;
import io.paddock.protocol.quorum.LeaderMessage.Synced;
import io.paddock.protocol.quorum.LeaderMessage.UpToDate;
import io.paddock.protocol.quorum.LearnerInfo;
import io.paddock.protocol.quorum.LearnerMessage;
import io.paddock.protocol.quorum.LearnerMessage.Ack;
import io.paddock.protocol.quorum.LearnerMessage.AckEpoch;
import io.paddock.protocol.quorum.LearnerMessage.Hello;
import io.paddock.protocol.quorum.Notification;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.zab.door.Effect;
import io.paddock.zab.door.Effect.CommitUpTo;
import io.paddock.zab.door.Effect.ToLeader;
import io.paddock.zab.door.Effect.ToLearner;
import io.paddock.zab.door.Event;
import io.paddock.zab.door.Settings;
import io.paddock.zab.member.DiskState;
import io.paddock.zab.member.Rules;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What one member answers, event by event: the promises that a reader of the papers looks for. The member is
 * 3 of three. A is the connection of member 1, B of member 2.
 */
class PeerCoreTest {
    private static final EnsembleConfig CONFIG =
            EnsembleConfig.parse("server.1=a:1:2:participant\nserver.2=b:1:2:participant\nserver.3=c:1:2:participant");
    private static final Payload TXN = Payload.ofText("txn");
    private static final long B = 20;

    private final PeerCore core = member(3, DiskState.EMPTY);

    private static PeerCore member(long sid, DiskState disk) {
        return new PeerCore(Settings.of(sid, 100, 10, 5), Rules.ZAB, disk, CONFIG, CONFIG);
    }

    private static Event vote(long from, PeerState state, long leader, long round) {
        return new Event.Notified(from, Notification.of(state, leader, 0, round, 0, CONFIG.payload()));
    }

    private static Event from(long link, LearnerMessage message) {
        return new Event.LearnerSaid(link, message);
    }

    private static Event fromLeader(LeaderMessage message) {
        return new Event.LeaderSaid(1, message);
    }

    private static Hello hello(long sid, long acceptedEpoch) {
        return new Hello(false, acceptedEpoch, new LearnerInfo(sid, LearnerInfo.PROTOCOL_VERSION, 0));
    }

    private void elected() {
        core.start();
        core.on(vote(1, PeerState.LOOKING, 3, 1));
        core.on(vote(2, PeerState.LOOKING, 3, 1));
    }

    private void established() {
        elected();
        core.on(from(B, hello(2, 0)));
        core.on(new Event.AcceptedEpochSaved(1));
        core.on(from(B, new AckEpoch(0, 0)));
        core.on(new Event.CurrentEpochSaved(1));
        core.on(from(B, new Ack(Zxid.of(1, 0))));
    }

    @Test
    void electionEndsAtOnceWhenEveryVoterAgrees() {
        core.start();
        core.on(vote(1, PeerState.LOOKING, 3, 1));
        assertThat(core.state()).isEqualTo(PeerState.LOOKING);
        core.on(vote(2, PeerState.LOOKING, 3, 1));
        assertThat(core.state()).isEqualTo(PeerState.LEADING);
    }

    @Test
    void electionWaitsForABetterVoteWhileAVoterIsSilent() {
        core.start();
        core.on(new Event.Tick(0));
        core.on(vote(2, PeerState.LOOKING, 3, 1));
        for (int millis = 20; millis < 200; millis += 20) {
            core.on(new Event.Tick(millis));
            assertThat(core.state()).isEqualTo(PeerState.LOOKING);
        }
        core.on(new Event.Tick(200));
        assertThat(core.state()).isEqualTo(PeerState.LEADING);
    }

    @Test
    void voteOfAnEarlierRoundIsAnsweredButNotCounted() {
        core.start();
        core.on(vote(2, PeerState.LOOKING, 3, 5));
        assertThat(core.on(vote(1, PeerState.LOOKING, 3, 4)))
                .containsExactly(
                        new Effect.Notify(1, Notification.of(PeerState.LOOKING, 3, 0, 5, 0, CONFIG.payload())));
        assertThat(core.state()).isEqualTo(PeerState.LOOKING);
    }

    @Test
    void joinsARunningEnsembleOnlyAfterTheVoteOfItsLeader() {
        PeerCore newcomer = member(1, DiskState.EMPTY);
        newcomer.start();
        newcomer.on(vote(3, PeerState.FOLLOWING, 2, 7));
        assertThat(newcomer.state()).isEqualTo(PeerState.LOOKING);
        newcomer.on(vote(2, PeerState.LEADING, 2, 7));
        assertThat(newcomer.state()).isEqualTo(PeerState.FOLLOWING);
    }

    @Test
    void promiseIsOnDiskBeforeTheEpochIsSent() {
        elected();
        assertThat(core.on(from(B, hello(2, 6)))).containsExactly(new Effect.SaveAcceptedEpoch(7));
        assertThat(core.on(new Event.AcceptedEpochSaved(7)))
                .containsExactly(new ToLearner(B, new LeaderInfo(7, LearnerInfo.PROTOCOL_VERSION)));
    }

    @Test
    void leaderRefusesAFollowerWithANewerHistory() {
        elected();
        core.on(from(B, hello(2, 0)));
        core.on(new Event.AcceptedEpochSaved(1));
        assertThat(core.on(from(B, new AckEpoch(Zxid.of(0, 5), 0)))).first().isInstanceOf(Effect.CloseLearner.class);
    }

    @Test
    void promiseThatMayBelongToAnotherLeaderIsNotCounted() {
        elected();
        core.on(from(B, hello(2, 0)));
        core.on(new Event.AcceptedEpochSaved(1));
        assertThat(core.on(from(B, new AckEpoch(0, AckEpoch.NOT_COUNTED)))).isEmpty();
        assertThat(core.on(new Event.LearnerGone(B))).isEmpty();
    }

    @Test
    void leaderCountsItsOwnCopyOnlyWhenItIsDurable() {
        established();
        long zxid = Zxid.of(1, 1);
        assertThat(core.on(new Event.Submitted(zxid, TXN)))
                .containsExactly(new ToLearner(B, new Proposal(zxid, TXN)), new Effect.Append(zxid, TXN));
        assertThat(core.on(from(B, new Ack(zxid)))).isEmpty();
        assertThat(core.on(new Event.Durable(zxid)))
                .containsExactly(new ToLearner(B, new Commit(zxid)), new CommitUpTo(zxid));
    }

    @Test
    void syncIsAnsweredAfterTheCommitsItWaitsFor() {
        established();
        assertThat(core.on(new Event.SyncAsked(B))).containsExactly(new ToLearner(B, new Synced()));
        long zxid = Zxid.of(1, 1);
        core.on(new Event.Submitted(zxid, TXN));
        assertThat(core.on(new Event.SyncAsked(B))).isEmpty();
        core.on(from(B, new Ack(zxid)));
        assertThat(core.on(new Event.Durable(zxid))).last().isEqualTo(new ToLearner(B, new Synced()));
    }

    @Test
    void leaderResignsBeforeTheCounterOverflows() {
        established();
        assertThat(core.on(new Event.Submitted(Zxid.of(1, 0xffffffffL), TXN)))
                .anyMatch(Effect.Become.class::isInstance)
                .noneMatch(Effect.Append.class::isInstance);
        assertThat(core.state()).isEqualTo(PeerState.LOOKING);
    }

    @Test
    void voterWithALaterPromisedEpochMakesTheLeaderResign() {
        established();
        core.on(from(10, hello(1, 5)));
        assertThat(core.state()).isEqualTo(PeerState.LOOKING);
    }

    @Test
    void followerHasHistoryThenEpochOnDiskBeforeItAcksNewLeader() {
        PeerCore follower = member(1, DiskState.EMPTY);
        follower.start();
        follower.on(vote(3, PeerState.LEADING, 2, 1));
        follower.on(vote(2, PeerState.LEADING, 2, 1));
        assertThat(follower.on(new Event.LeaderConnected(1))).containsExactly(new ToLeader(1, hello(1, 0)));
        assertThat(follower.on(fromLeader(new LeaderInfo(2, LearnerInfo.PROTOCOL_VERSION))))
                .containsExactly(new Effect.SaveAcceptedEpoch(2));
        assertThat(follower.on(new Event.AcceptedEpochSaved(2))).containsExactly(new ToLeader(1, new AckEpoch(0, 0)));
        long one = Zxid.of(1, 1);
        long two = Zxid.of(1, 2);
        follower.on(fromLeader(new Diff(one)));
        follower.on(fromLeader(new Proposal(one, TXN)));
        follower.on(fromLeader(new Commit(one)));
        follower.on(fromLeader(new Proposal(two, TXN)));
        assertThat(follower.on(fromLeader(new NewLeader(2, null)))).containsExactly(new Effect.Append(one, TXN));
        assertThat(follower.on(new Event.Durable(one))).containsExactly(new Effect.SaveCurrentEpoch(2));
        assertThat(follower.on(new Event.CurrentEpochSaved(2)))
                .containsExactly(new ToLeader(1, new Ack(Zxid.of(2, 0))));
        assertThat(follower.on(fromLeader(new Commit(two)))).isEmpty();
        assertThat(follower.on(fromLeader(new UpToDate())))
                .containsExactly(
                        new ToLeader(1, new Ack(Zxid.of(2, 0))),
                        new Effect.Append(two, TXN),
                        new CommitUpTo(two),
                        new Effect.Serve(2));
        assertThat(follower.on(new Event.Durable(two))).containsExactly(new ToLeader(1, new Ack(two)));
    }

    @Test
    void commitOutOfOrderEndsTheConnection() {
        PeerCore follower = member(1, DiskState.EMPTY);
        follower.start();
        follower.on(vote(3, PeerState.FOLLOWING, 2, 1));
        follower.on(vote(2, PeerState.LEADING, 2, 1));
        follower.on(new Event.LeaderConnected(1));
        follower.on(fromLeader(new LeaderInfo(2, LearnerInfo.PROTOCOL_VERSION)));
        follower.on(new Event.AcceptedEpochSaved(2));
        follower.on(fromLeader(new Diff(0)));
        follower.on(fromLeader(new Proposal(Zxid.of(2, 1), TXN)));
        assertThat(follower.on(fromLeader(new Commit(Zxid.of(2, 2))))).contains(new Effect.CloseLeader(1));
        assertThat(follower.state()).isEqualTo(PeerState.LOOKING);
    }

    @Test
    void memberWhoseDiskFailedSendsNothingMore() {
        established();
        assertThat(core.on(new Event.LogFailed("no space")))
                .noneMatch(Effect.Notify.class::isInstance)
                .last()
                .isEqualTo(new Effect.Halt("no space"));
        assertThat(core.on(vote(1, PeerState.LOOKING, 1, 5))).isEmpty();
    }

    @Test
    void currentEpochIsRaisedToTheEpochOfTheLogAfterACrash() {
        assertThat(new DiskState(Zxid.of(3, 1), 4, 2).healed()).isEqualTo(new DiskState(Zxid.of(3, 1), 4, 3));
        List<Effect> effects = member(3, new DiskState(Zxid.of(3, 1), 4, 2)).start();
        assertThat(effects)
                .contains(new Effect.Notify(
                        1, Notification.of(PeerState.LOOKING, 3, Zxid.of(3, 1), 1, 3, CONFIG.payload())));
    }

    @Test
    void leaderRefusesAServerThatIsNoMember() {
        established();
        assertThat(core.on(from(Scenes.A, hello(9, 0)))).singleElement().isInstanceOf(Effect.CloseLearner.class);
        assertThat(core.on(from(Scenes.A, hello(3, 0)))).singleElement().isInstanceOf(Effect.CloseLearner.class);
        assertThat(core.on(from(Scenes.A, hello(1, 0)))).noneMatch(Effect.CloseLearner.class::isInstance);
    }
}
