// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab;

import static io.paddock.zab.Reconfigurations.config;
import static io.paddock.zab.Scenes.A;
import static io.paddock.zab.Scenes.B;
import static io.paddock.zab.Scenes.TXN;
import static io.paddock.zab.Scenes.from;
import static io.paddock.zab.Scenes.hello;
import static io.paddock.zab.Scenes.vote;
import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.Payload;
import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.LearnerMessage.Ack;
import io.paddock.protocol.quorum.LearnerMessage.AckEpoch;
import io.paddock.protocol.quorum.Notification;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.zab.door.Effect;
import io.paddock.zab.door.Event;
import io.paddock.zab.door.Settings;
import io.paddock.zab.member.DiskState;
import io.paddock.zab.member.Rules;
import org.junit.jupiter.api.Test;

/**
 * An operator changes the members without reconfig: new server lines, then one member after the other is
 * restarted. In the meantime members have different lists.
 */
class NewLinesTest {
    private static final long D = 40;
    private static final long LAST = Zxid.of(1, 7);
    private static final EnsembleConfig THREE = config(0, 1, 2, 3);
    private static final EnsembleConfig FOUR = config(0, 1, 2, 3, 4);

    private static PeerCore member(long sid, EnsembleConfig list) {
        PeerCore core = new PeerCore(
                Settings.of(sid, Scenes.TICK_MILLIS, 10, 5), Rules.ZAB, new DiskState(LAST, 1, 1), list, list);
        core.start();
        return core;
    }

    private static Event settled(long from, long leader, EnsembleConfig list) {
        PeerState state = from == leader ? PeerState.LEADING : PeerState.FOLLOWING;
        return vote(from, state, leader, LAST, 1, 1, list);
    }

    private static Event looks(long from, EnsembleConfig list) {
        return vote(from, PeerState.LOOKING, from, LAST, 1, 1, list);
    }

    // --- the member that was restarted

    @Test
    void aMemberWithFourLinesFollowsTheLeaderOfThree() {
        PeerCore core = member(1, FOUR);
        core.on(settled(2, 3, THREE));
        core.on(settled(3, 3, THREE));
        assertThat(core.state()).isEqualTo(PeerState.FOLLOWING);
    }

    @Test
    void theNewMemberFollowsTheLeaderOfThreeWhileAnotherMemberIsDown() {
        PeerCore core = member(4, FOUR);
        core.on(settled(2, 3, THREE));
        core.on(settled(3, 3, THREE));
        assertThat(core.state()).isEqualTo(PeerState.FOLLOWING);
    }

    @Test
    void aMemberWithFiveLinesFollowsTheLeaderOfThree() {
        PeerCore core = member(1, config(0, 1, 2, 3, 4, 5));
        core.on(settled(2, 3, THREE));
        core.on(settled(3, 3, THREE));
        assertThat(core.state()).isEqualTo(PeerState.FOLLOWING);
    }

    @Test
    void aMemberWithThreeLinesFollowsTheLeaderOfFour() {
        PeerCore core = member(1, THREE);
        core.on(settled(2, 3, FOUR));
        core.on(settled(3, 3, FOUR));
        assertThat(core.state()).isEqualTo(PeerState.FOLLOWING);
    }

    @Test
    void doesNotFollowALeaderWithoutAQuorumOfOurList() {
        PeerCore core = member(1, FOUR);
        core.on(settled(3, 3, THREE));
        assertThat(core.state()).as("the leader alone").isEqualTo(PeerState.LOOKING);
        PeerCore other = member(1, config(0, 1, 2, 3, 4, 5));
        other.on(settled(3, 3, config(0, 1, 3)));
        assertThat(other.state()).as("two of five").isEqualTo(PeerState.LOOKING);
    }

    @Test
    void doesNotFollowALeaderWithoutAQuorumOfItsOwnList() {
        PeerCore core = member(1, config(0, 1, 2, 3, 4));
        EnsembleConfig six = config(0, 1, 2, 3, 4, 5, 6);
        core.on(settled(3, 3, six));
        core.on(settled(2, 3, six));
        assertThat(core.state()).as("three of six").isEqualTo(PeerState.LOOKING);
    }

    @Test
    void doesNotFollowALeaderThatWouldRefuseUs() {
        PeerCore core = member(1, FOUR);
        EnsembleConfig withoutUs = config(0, 2, 3, 5);
        core.on(settled(2, 3, withoutUs));
        core.on(settled(3, 3, withoutUs));
        assertThat(core.state()).isEqualTo(PeerState.LOOKING);
    }

    @Test
    void memberWithTheSameListWaitsForAQuorumOfOthers() {
        PeerCore core = member(1, FOUR);
        core.on(settled(2, 3, FOUR));
        core.on(settled(3, 3, FOUR));
        assertThat(core.state()).isEqualTo(PeerState.LOOKING);
    }

    @Test
    void electsNobodyWhileAPossiblyDisjointQuorumFollowsAnotherLeader() {
        EnsembleConfig next = config(0, 1, 2, 4);
        PeerCore core = member(1, next);
        core.on(new Event.Tick(0));
        core.on(settled(2, 3, THREE));
        core.on(vote(4, PeerState.LOOKING, 1, LAST, 1, 1, next));
        for (int millis = 50; millis <= 2_000; millis += 50) {
            core.on(new Event.Tick(millis));
            assertThat(core.state())
                    .as("2 and 3 go on; 1 and 4 would be a second quorum")
                    .isEqualTo(PeerState.LOOKING);
        }
        core.on(vote(2, PeerState.LOOKING, 1, LAST, 1, 1, THREE));
        assertThat(core.state()).as("2 looks for a leader, too").isNotEqualTo(PeerState.LOOKING);
    }

    @Test
    void alternatesItsVoteWhenAnotherVoterDoesNotKnowTheCandidate() {
        PeerCore core = member(1, FOUR);
        core.on(new Event.Tick(0));
        core.on(looks(4, FOUR));
        core.on(looks(3, THREE));
        long votedFor = 4;
        for (int millis = 20; millis <= 1_000; millis += 20) {
            for (Effect effect : core.on(new Event.Tick(millis))) {
                boolean isTold = effect instanceof Effect.Notify told && told.to() == 3;
                votedFor = isTold ? ((Effect.Notify) effect).vote().leader() : votedFor;
            }
            if (votedFor == 3) {
                return;
            }
        }
        throw new AssertionError("3 does not know 4, and is never voted for");
    }

    // --- the leader that was not restarted yet

    private static PeerCore leaderOfThree() {
        return Scenes.establishedLeader();
    }

    private static Event newcomerTells(EnsembleConfig list) {
        return new Event.Notified(4, Notification.of(PeerState.LOOKING, 4, 0, 1, 0, list.payload()));
    }

    @Test
    void serverWhoseListContainsOursMayFollow() {
        PeerCore core = leaderOfThree();
        core.on(newcomerTells(FOUR));
        assertThat(core.on(from(D, hello(4, 0)))).singleElement().isInstanceOf(Effect.ToLearner.class);
    }

    @Test
    void serverWhoseListDoesNotContainOursMayNotFollow() {
        PeerCore core = leaderOfThree();
        assertThat(core.on(from(D, hello(4, 0)))).as("no list told").hasOnlyElementsOfType(Effect.CloseLearner.class);
        core.on(newcomerTells(config(0, 2, 3, 4)));
        assertThat(core.on(from(D, hello(4, 0))))
                .as("its list lacks 1")
                .hasOnlyElementsOfType(Effect.CloseLearner.class);
        core.on(newcomerTells(THREE));
        assertThat(core.on(from(D, hello(4, 0))))
                .as("its list lacks itself")
                .hasOnlyElementsOfType(Effect.CloseLearner.class);
        core.on(newcomerTells(FOUR));
        core.on(newcomerTells(config(0, 4)));
        assertThat(core.on(from(D, hello(4, 0))))
                .as("its newest list lacks us")
                .hasOnlyElementsOfType(Effect.CloseLearner.class);
        core.on(new Event.Notified(4, Notification.of(PeerState.LOOKING, 4, 0, 1, 0, Payload.ofText("no list"))));
        assertThat(core.on(from(D, hello(4, 0))))
                .as("what it told is no list")
                .hasOnlyElementsOfType(Effect.CloseLearner.class);
    }

    @Test
    void acksOfANewMemberDoNotCount() {
        PeerCore core = leaderOfThree();
        core.on(newcomerTells(FOUR));
        Scenes.joins(core, D, 4);
        long zxid = Zxid.of(1, 1);
        core.on(new Event.Submitted(zxid, TXN));
        core.on(new Event.Durable(zxid));
        assertThat(core.on(from(D, new Ack(zxid))))
                .as("3 and 4 are no quorum of 1, 2 and 3")
                .doesNotContain(new Effect.CommitUpTo(zxid));
        assertThat(core.on(from(B, new Ack(zxid)))).contains(new Effect.CommitUpTo(zxid));
    }

    @Test
    void helloAndPromiseOfANewMemberDoNotCount() {
        PeerCore core = Scenes.member(3);
        core.start();
        core.on(newcomerTells(FOUR));
        core.on(vote(1, PeerState.LOOKING, 3, 1, 0));
        core.on(vote(2, PeerState.LOOKING, 3, 1, 0));
        assertThat(core.on(from(D, hello(4, 0))))
                .as("3 and 4 are no quorum of 1, 2 and 3")
                .isEmpty();
        core.on(from(A, hello(1, 0)));
        core.on(new Event.AcceptedEpochSaved(1));
        assertThat(core.on(from(D, new AckEpoch(0, 0)))).isEmpty();
        assertThat(core.on(from(A, new AckEpoch(0, 0)))).containsExactly(new Effect.SaveCurrentEpoch(1));
    }

    @Test
    void voteOfANewMemberDoesNotCount() {
        PeerCore core = Scenes.member(3);
        core.start();
        core.on(new Event.Tick(0));
        core.on(new Event.Notified(4, Notification.of(PeerState.LOOKING, 3, 0, 1, 0, FOUR.payload())));
        core.on(new Event.Tick(20));
        core.on(new Event.Tick(1_000));
        assertThat(core.state()).isEqualTo(PeerState.LOOKING);
    }

    // --- what even lists must not do

    /**
     * Half of four voters know no newer history. Two of three may have committed one before the fourth was
     * added.
     */
    @Test
    void leaderOfFourNeedsTheHistoriesOfAQuorum() {
        PeerCore core = new PeerCore(
                Settings.of(4, Scenes.TICK_MILLIS, 10, 5), Rules.ZAB, new DiskState(LAST, 1, 1), FOUR, FOUR);
        core.start();
        for (long sid = 1; sid <= 3; sid++) {
            core.on(vote(sid, PeerState.LOOKING, 4, LAST, 1, 1, FOUR));
        }
        assertThat(core.state()).isEqualTo(PeerState.LEADING);
        core.on(from(A, hello(1, 1)));
        core.on(from(B, hello(2, 1)));
        core.on(new Event.AcceptedEpochSaved(2));
        core.on(from(A, new AckEpoch(LAST, 1)));
        assertThat(core.on(from(B, new AckEpoch(LAST + 1, 1))))
                .as("2 and 3 may have committed the last txn of 2")
                .doesNotContain(new Effect.SaveCurrentEpoch(2));
    }
}
