// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab;

import static io.paddock.zab.Reconfigurations.FIRST;
import static io.paddock.zab.Reconfigurations.WITH_4;
import static io.paddock.zab.Reconfigurations.ZXID;
import static io.paddock.zab.Reconfigurations.config;
import static io.paddock.zab.Reconfigurations.leader;
import static io.paddock.zab.Scenes.vote;
import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.Notification;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.zab.door.Effect;
import io.paddock.zab.door.Effect.Configure;
import io.paddock.zab.door.Event;
import io.paddock.zab.member.DiskState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How members with different configurations find a leader. */
class ReconfiguredElectionTest {
    @Test
    void voterThatHasSeenAProposedConfigurationJoinsVotersThatHaveNot() {
        PeerCore core = Scenes.dynamic(1, new DiskState(ZXID, 1, 1), FIRST, config(ZXID, 1, 2));
        core.start();
        core.on(vote(3, PeerState.FOLLOWING, 2, 2, 2));
        core.on(vote(2, PeerState.LEADING, 2, 2, 2));
        assertThat(core.state()).isEqualTo(PeerState.FOLLOWING);
    }

    @Test
    void doesNotInsistOnACandidateOfTheNextConfigurationOnly() {
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
    void ignoresTheNewerConfigurationOfAnUnknownServer() {
        PeerCore core = Scenes.dynamic(1, DiskState.EMPTY, Scenes.CONFIG, Scenes.CONFIG);
        core.start();
        assertThat(core.on(Scenes.vote(4, PeerState.LOOKING, 4, 0, 7, 1, WITH_4)))
                .noneMatch(Configure.class::isInstance);
        assertThat(core.committed()).isEqualTo(Scenes.CONFIG);
    }

    @Test
    void takesANewerConfigurationFromAnyMemberDuringAnElection() {
        PeerCore core = Scenes.dynamic(1, DiskState.EMPTY, Scenes.CONFIG, Scenes.CONFIG);
        core.start();
        assertThat(core.on(Scenes.vote(2, PeerState.FOLLOWING, 3, 0, 7, 1, WITH_4)))
                .contains(new Configure(WITH_4, WITH_4))
                .filteredOn(Effect.Notify.class::isInstance)
                .hasSize(3);
    }

    @Test
    void ignoresANewerConfigurationIfReconfigurationIsDisabled() {
        PeerCore core = Scenes.member(1);
        core.start();
        assertThat(core.on(Scenes.vote(2, PeerState.LOOKING, 1, 0, 1, 0, WITH_4)))
                .noneMatch(Configure.class::isInstance);
        core.on(Scenes.vote(3, PeerState.LOOKING, 1, 0, 1, 0, WITH_4));
        assertThat(core.committed()).isEqualTo(Scenes.CONFIG);
    }

    @Test
    void answersAnUnknownServerOnlyWhileItLooksForALeader() {
        PeerCore core = leader();
        assertThat(core.on(Scenes.vote(9, PeerState.LOOKING, 9, 0, 1, 0, FIRST)))
                .hasSize(1);
        assertThat(core.on(Scenes.vote(9, PeerState.FOLLOWING, 2, 0, 1, 0, FIRST)))
                .isEmpty();
    }

    @Test
    void tellsAnUnknownServerItsVoteAndNotItsLastLeader() {
        PeerCore core = Scenes.follower(DiskState.EMPTY);
        core.on(new Event.LeaderGone(1));
        assertThat(core.state()).isEqualTo(PeerState.LOOKING);
        assertThat(core.on(Scenes.vote(9, PeerState.LOOKING, 9, 0, 2, 0, Scenes.CONFIG)))
                .containsExactly(
                        new Effect.Notify(9, Notification.of(PeerState.LOOKING, 1, 0, 2, 0, Scenes.CONFIG.payload())));
    }

    @Test
    void twoServersThatDoNotKnowEachOtherStopAnswering() {
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
