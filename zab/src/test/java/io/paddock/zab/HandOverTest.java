// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab;

import static io.paddock.zab.Scenes.A;
import static io.paddock.zab.Scenes.B;
import static io.paddock.zab.Scenes.TXN;
import static io.paddock.zab.Scenes.from;
import static io.paddock.zab.Scenes.vote;
import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.LearnerMessage.Ack;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.zab.port.Effect;
import io.paddock.zab.port.Event;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A leader that is to be stopped leaves its place to a follower, without a pause for those who write. */
class HandOverTest {
    private static final long ZXID = Zxid.of(1, 1);

    private final PeerCore leader = Scenes.establishedLeader();

    @Test
    void whatIsProposedIsCommittedFirst() {
        leader.on(new Event.Submitted(ZXID, TXN));
        assertThat(leader.on(new Event.HandOver("stop"))).isEmpty();
        leader.on(new Event.Durable(ZXID));
        assertThat(leader.on(from(B, new Ack(ZXID))))
                .contains(new Effect.CommitUpTo(ZXID))
                .anyMatch(Effect.CloseLearner.class::isInstance);
        assertThat(leader.state()).isEqualTo(PeerState.LOOKING);
    }

    @Test
    void itVotesForTheFollowerThatIsFurthestAndNotForItself() {
        Scenes.joins(leader, A, 1);
        leader.on(new Event.Submitted(ZXID, TXN));
        leader.on(new Event.Durable(ZXID));
        leader.on(from(A, new Ack(ZXID)));
        List<Effect> effects = leader.on(new Event.HandOver("stop"));
        assertThat(effects)
                .filteredOn(Effect.Notify.class::isInstance)
                .extracting(each -> ((Effect.Notify) each).vote().leader())
                .containsExactly(1L, 1L);
    }

    @Test
    void theElectionIsOverOnceTheOthersAgree() {
        leader.on(new Event.HandOver("stop"));
        leader.on(vote(1, PeerState.LOOKING, 2, 2, 1));
        assertThat(leader.state()).isEqualTo(PeerState.LOOKING);
        leader.on(vote(2, PeerState.LOOKING, 2, 2, 1));
        assertThat(leader.state()).isEqualTo(PeerState.FOLLOWING);
    }

    @Test
    void aFollowerThatNeverAcksDelaysItByATickAtMost() {
        leader.on(new Event.Tick(0));
        leader.on(new Event.Submitted(ZXID, TXN));
        leader.on(new Event.Durable(ZXID));
        leader.on(new Event.HandOver("stop"));
        for (int millis = 50; millis <= 50 + Scenes.TICK_MILLIS; millis += 50) {
            leader.on(new Event.Tick(millis));
        }
        assertThat(leader.state()).isEqualTo(PeerState.LOOKING);
    }

    @Test
    void aVoterWhoseProcessIsGoneIsNotWaitedFor() {
        PeerCore other = Scenes.member(2);
        other.start();
        other.on(vote(1, PeerState.LOOKING, 2, 1, 0));
        assertThat(other.state()).isEqualTo(PeerState.LOOKING);
        other.on(new Event.Unreachable(3));
        assertThat(other.state()).isEqualTo(PeerState.LEADING);
    }

    @Test
    void whoBeginsToLookIsToldOurVoteAgain() {
        PeerCore other = Scenes.member(2);
        other.start();
        assertThat(other.on(vote(1, PeerState.LOOKING, 1, 1, 0)))
                .containsExactly(new Effect.Notify(1, Scenes.notification(PeerState.LOOKING, 2, 1, 0)));
        assertThat(other.on(vote(1, PeerState.LOOKING, 1, 1, 0))).isEmpty();
    }
}
