// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab;

import static io.paddock.zab.Scenes.fromLeader;
import static io.paddock.zab.Scenes.hello;
import static io.paddock.zab.Scenes.vote;
import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.LeaderMessage.LeaderInfo;
import io.paddock.protocol.quorum.LeaderMessage.NewLeader;
import io.paddock.protocol.quorum.LeaderMessage.Snap;
import io.paddock.protocol.quorum.LeaderMessage.UpToDate;
import io.paddock.protocol.quorum.LearnerInfo;
import io.paddock.protocol.quorum.LearnerMessage.AckEpoch;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.zab.door.Effect;
import io.paddock.zab.door.Event;
import io.paddock.zab.member.DiskState;
import io.paddock.zab.member.Vote;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * An incomplete member may have lost txns that it acked. It does not vote until a leader has given it the
 * whole history.
 */
class IncompleteTest {
    private static final DiskState ROTTEN = new DiskState(Zxid.of(1, 7), 1, 1).incomplete();

    @Test
    void asksForALeaderWithoutVoting() {
        assertThat(Scenes.member(1, ROTTEN).start())
                .filteredOn(Effect.Notify.class::isInstance)
                .hasSize(2)
                .allMatch(each -> ((Effect.Notify) each).vote().leader() == Vote.NOBODY);
    }

    @Test
    void neverVotesForAnybody() {
        PeerCore core = Scenes.member(1, ROTTEN);
        core.start();
        assertThat(core.on(vote(2, PeerState.LOOKING, 2, 5, 1)))
                .filteredOn(Effect.Notify.class::isInstance)
                .isNotEmpty()
                .allMatch(each -> ((Effect.Notify) each).vote().leader() == Vote.NOBODY);
    }

    @Test
    void neverLeadsAlthoughOthersStillVoteForIt() {
        PeerCore core = Scenes.member(3, ROTTEN);
        core.start();
        core.on(vote(1, PeerState.LOOKING, 3, 1, 1));
        core.on(vote(2, PeerState.LOOKING, 3, 1, 1));
        for (int millis = 0; millis < 400; millis += 20) {
            core.on(new Event.Tick(millis));
        }
        assertThat(core.state()).isEqualTo(PeerState.LOOKING);
    }

    @Test
    void memberThatDeclaresItHasNoVoteIsNotElected() {
        PeerCore core = Scenes.member(1);
        core.start();
        core.on(new Event.Tick(0));
        core.on(vote(2, PeerState.LOOKING, 3, 1, 1));
        core.on(vote(3, PeerState.LOOKING, Vote.NOBODY, 1, 1));
        core.on(vote(2, PeerState.LOOKING, 3, 1, 1));
        for (int millis = 20; millis < 400; millis += 20) {
            core.on(new Event.Tick(millis));
        }
        assertThat(core.state()).as("member 2 remembers what 3 was").isEqualTo(PeerState.LOOKING);

        core.on(vote(2, PeerState.LOOKING, 2, 1, 1));
        for (int millis = 400; millis < 800; millis += 20) {
            core.on(new Event.Tick(millis));
        }
        assertThat(core.state()).isEqualTo(PeerState.FOLLOWING);
    }

    @Test
    void memberThatVotesAgainCanBeElected() {
        PeerCore core = Scenes.member(1);
        core.start();
        core.on(vote(3, PeerState.LOOKING, Vote.NOBODY, 1, 1));
        core.on(vote(3, PeerState.LOOKING, 3, 1, 1));
        core.on(vote(2, PeerState.LOOKING, 3, 1, 1));
        assertThat(core.state()).isEqualTo(PeerState.FOLLOWING);
    }

    @Test
    void itsOwnVoteDoesNotCountForAQuorum() {
        PeerCore core = Scenes.member(1, ROTTEN);
        core.start();
        core.on(new Event.Tick(0));
        core.on(vote(2, PeerState.LOOKING, 2, 1, 1));
        for (int millis = 0; millis < 2_000; millis += 20) {
            core.on(new Event.Tick(millis));
        }
        assertThat(core.state()).isEqualTo(PeerState.LOOKING);
        core.on(vote(3, PeerState.LOOKING, 2, 1, 1));
        for (int millis = 2_000; millis < 2_400; millis += 20) {
            core.on(new Event.Tick(millis));
        }
        assertThat(core.state()).isEqualTo(PeerState.FOLLOWING);
    }

    @Test
    void itsPromiseDoesNotCountAndItAsksForTheWholeHistory() {
        PeerCore core = Scenes.follower(ROTTEN);
        core.on(fromLeader(new LeaderInfo(2, LearnerInfo.PROTOCOL_VERSION)));
        assertThat(core.on(new Event.AcceptedEpochSaved(2)))
                .containsExactly(new Effect.ToLeader(1, new AckEpoch(0, AckEpoch.NOT_COUNTED)));
    }

    @Test
    void answersVotesOnlyAfterItServes() {
        PeerCore core = Scenes.follower(ROTTEN);
        core.on(fromLeader(new LeaderInfo(2, LearnerInfo.PROTOCOL_VERSION)));
        core.on(new Event.AcceptedEpochSaved(2));
        core.on(fromLeader(new Snap(Zxid.of(1, 9))));
        core.on(new Event.SnapshotInstalled(Zxid.of(1, 9)));
        core.on(fromLeader(new NewLeader(2, null)));
        core.on(new Event.CurrentEpochSaved(2));
        assertThat(core.on(vote(3, PeerState.LOOKING, 3, 2, 1))).isEmpty();
        assertThat(core.on(fromLeader(new UpToDate()))).contains(new Effect.Serve(2));
        assertThat(core.on(vote(3, PeerState.LOOKING, 3, 2, 1))).hasSize(1);
    }

    @Test
    void leaderThatDoubtsItsHistoryResignsAndAsksForTheWholeHistory() {
        PeerCore leader = Scenes.establishedLeader();
        List<Effect> effects = leader.on(new Event.HistoryDoubted("digest"));
        assertThat(effects).anyMatch(Effect.CloseLearner.class::isInstance);
        assertThat(effects)
                .filteredOn(Effect.Notify.class::isInstance)
                .allMatch(each -> ((Effect.Notify) each).vote().leader() == Vote.NOBODY);
        leader.on(vote(1, PeerState.FOLLOWING, 2, 2, 2));
        leader.on(vote(2, PeerState.LEADING, 2, 2, 2));
        assertThat(leader.on(new Event.LeaderConnected(1))).containsExactly(new Effect.ToLeader(1, hello(3, 1)));
    }
}
