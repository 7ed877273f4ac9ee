// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab;

import static io.paddock.zab.Scenes.A;
import static io.paddock.zab.Scenes.B;
import static io.paddock.zab.Scenes.CONFIG;
import static io.paddock.zab.Scenes.TXN;
import static io.paddock.zab.Scenes.from;
import static io.paddock.zab.Scenes.vote;
import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.LearnerMessage.Ack;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.zab.door.Effect;
import io.paddock.zab.door.Event;
import io.paddock.zab.door.Settings;
import io.paddock.zab.member.DiskState;
import io.paddock.zab.member.Rules;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A leader that is about to be stopped hands over to a follower. Clients that write notice no pause. */
class HandOverTest {
    private static final long ZXID = Zxid.of(1, 1);

    private final PeerCore leader = Scenes.establishedLeader();

    @Test
    void commitsPendingProposalsBeforeItHandsOver() {
        leader.on(new Event.Submitted(ZXID, TXN));
        assertThat(leader.on(new Event.HandOver("stop", true))).isEmpty();
        leader.on(new Event.Durable(ZXID));
        assertThat(leader.on(from(B, new Ack(ZXID))))
                .contains(new Effect.CommitUpTo(ZXID))
                .anyMatch(Effect.CloseLearner.class::isInstance);
        assertThat(leader.state()).isEqualTo(PeerState.LOOKING);
    }

    @Test
    void votesForTheFollowerWithTheNewestLogAndNotForItself() {
        Scenes.joins(leader, A, 1);
        leader.on(new Event.Submitted(ZXID, TXN));
        leader.on(new Event.Durable(ZXID));
        leader.on(from(A, new Ack(ZXID)));
        List<Effect> effects = leader.on(new Event.HandOver("stop", true));
        assertThat(effects)
                .filteredOn(Effect.Notify.class::isInstance)
                .extracting(each -> ((Effect.Notify) each).vote().leader())
                .containsExactly(1L, 1L);
    }

    @Test
    void electionEndsWhenTheOtherVotersAgree() {
        Scenes.joins(leader, A, 1);
        leader.on(new Event.HandOver("stop", true));
        leader.on(vote(1, PeerState.LOOKING, 2, 2, 1));
        assertThat(leader.state()).isEqualTo(PeerState.LOOKING);
        leader.on(vote(2, PeerState.LOOKING, 2, 2, 1));
        assertThat(leader.state()).isEqualTo(PeerState.FOLLOWING);
    }

    @Test
    void stoppingLeaderDoesNotHandOverToFollowersThatAreNoQuorum() {
        List<Effect> effects = leader.on(new Event.HandOver("stop", true));
        assertThat(leader.state()).isEqualTo(PeerState.LOOKING);
        assertThat(leader.isWithdrawn()).isTrue();
        assertThat(effects).anyMatch(Effect.Become.class::isInstance).noneMatch(Effect.Notify.class::isInstance);
        assertThat(leader.on(vote(2, PeerState.LOOKING, 3, 2, 1))).isEmpty();
        assertThat(leader.on(new Event.Tick(10_000))).isEmpty();
    }

    @Test
    void leaderThatStaysAsFollowerCountsItselfInTheQuorumOfItsSuccessor() {
        List<Effect> effects = leader.on(new Event.HandOver("zxids end", false));
        assertThat(leader.isWithdrawn()).isFalse();
        assertThat(effects)
                .filteredOn(Effect.Notify.class::isInstance)
                .extracting(each -> ((Effect.Notify) each).vote().leader())
                .containsExactly(2L, 2L);
    }

    @Test
    void commitsPendingProposalsBeforeItLeavesWithoutASuccessor() {
        leader.on(new Event.Submitted(ZXID, TXN));
        assertThat(leader.on(new Event.HandOver("stop", true))).isEmpty();
        leader.on(new Event.Durable(ZXID));
        assertThat(leader.on(from(B, new Ack(ZXID)))).contains(new Effect.CommitUpTo(ZXID));
        assertThat(leader.isWithdrawn()).isTrue();
    }

    @Test
    void duringReconfigurationRemainingVotersMustBeAQuorumOfBothConfigurations() {
        PeerCore changing = Reconfigurations.leader();
        Scenes.joins(changing, Reconfigurations.D, 4);
        EnsembleConfig next = Reconfigurations.config(ZXID, 3, 4);
        changing.on(new Event.Tick(0));
        changing.on(new Event.Submitted(ZXID, Reconfigurations.txn(next)));
        changing.on(new Event.HandOver("stop", true));
        for (int millis = 50; millis <= 50 + Scenes.TICK_MILLIS; millis += 50) {
            changing.on(new Event.Tick(millis));
        }
        assertThat(changing.isWithdrawn())
                .as("1, 2 and 4 are a quorum of the old configuration, and none of the next one")
                .isTrue();
    }

    @Test
    void weightsDecideWhetherRemainingVotersAreAQuorum() {
        EnsembleConfig heavy = EnsembleConfig.parse(
                new String(CONFIG.payload().bytes(), StandardCharsets.UTF_8).replaceAll("version=.*", "")
                        + "\ngroup.1=1:2:3\nweight.1=1\nweight.2=1\nweight.3=3");
        PeerCore heaviest = Scenes.establishedLeader(
                new PeerCore(Settings.of(3, Scenes.TICK_MILLIS, 10, 5), Rules.ZAB, DiskState.EMPTY, heavy, heavy));
        Scenes.joins(heaviest, A, 1);
        assertThat(heaviest.establishedEpoch()).isEqualTo(1);
        heaviest.on(new Event.HandOver("stop", true));
        assertThat(heaviest.isWithdrawn()).isTrue();
    }

    @Test
    void remainingObserverDoesNotCountForTheQuorum() {
        PeerCore watched = Scenes.establishedLeader(QuorumLossTest.withAnObserver());
        QuorumLossTest.observes(watched);
        watched.on(new Event.HandOver("stop", true));
        assertThat(watched.isWithdrawn()).isTrue();
    }

    @Test
    void followerThatNeverAcksDelaysTheHandOverByAtMostOneTick() {
        leader.on(new Event.Tick(0));
        leader.on(new Event.Submitted(ZXID, TXN));
        leader.on(new Event.Durable(ZXID));
        leader.on(new Event.HandOver("stop", true));
        for (int millis = 50; millis <= 50 + Scenes.TICK_MILLIS; millis += 50) {
            leader.on(new Event.Tick(millis));
        }
        assertThat(leader.state()).isEqualTo(PeerState.LOOKING);
    }

    @Test
    void electionDoesNotWaitForAnUnreachableVoter() {
        PeerCore other = Scenes.member(2);
        other.start();
        other.on(vote(1, PeerState.LOOKING, 2, 1, 0));
        assertThat(other.state()).isEqualTo(PeerState.LOOKING);
        other.on(new Event.Unreachable(3));
        assertThat(other.state()).isEqualTo(PeerState.LEADING);
    }

    @Test
    void sendsItsVoteOnceToAVoterThatBeginsAnElection() {
        PeerCore other = Scenes.member(2);
        other.start();
        assertThat(other.on(vote(1, PeerState.LOOKING, 1, 1, 0)))
                .containsExactly(new Effect.Notify(1, Scenes.notification(PeerState.LOOKING, 2, 1, 0)));
        assertThat(other.on(vote(1, PeerState.LOOKING, 1, 1, 0))).isEmpty();
    }
}
