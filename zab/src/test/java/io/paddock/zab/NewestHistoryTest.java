// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab;

import static io.paddock.zab.Scenes.B;
import static io.paddock.zab.Scenes.from;
import static io.paddock.zab.Scenes.hello;
import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.LearnerMessage.AckEpoch;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.zab.door.Effect;
import io.paddock.zab.door.Event;
import io.paddock.zab.member.DiskState;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A leader may open its epoch although a connected learner has a newer log, if that surplus cannot be
 * committed.
 * Member 3 leads voters 1, 2 and 3. Its log proposes another configuration, which 1 and 2 do not know. So
 * only member 3 can be elected.
 */
class NewestHistoryTest {
    private static final long ZXID = Zxid.of(1, 1);
    private static final long D = 40;
    private static final long E = 50;
    private static final EnsembleConfig FIRST = Scenes.CONFIG.withVersion(Zxid.of(1, 0));
    private static final AckEpoch KNOWS_NOTHING_OF_IT = new AckEpoch(Zxid.of(1, 0), 1);
    private static final AckEpoch IS_AHEAD = new AckEpoch(ZXID + 1, 1);

    private static PeerCore leader(String nextVoters, long... learners) {
        EnsembleConfig next = EnsembleConfig.parse(nextVoters + "version=" + Long.toHexString(ZXID));
        PeerCore core = Scenes.dynamic(3, new DiskState(ZXID, 1, 1), FIRST, next);
        core.start();
        core.on(new Event.Tick(0));
        core.on(Scenes.vote(2, PeerState.LOOKING, 3, ZXID, 1, 1, FIRST));
        for (long sid = 1; sid <= 5; sid++) {
            core.on(new Event.Unreachable(sid == 2 ? 1 : sid));
        }
        assertThat(core.state()).isEqualTo(PeerState.LEADING);
        for (long sid : learners) {
            core.on(from(10 * sid, hello(sid, 1)));
        }
        core.on(new Event.AcceptedEpochSaved(2));
        return core;
    }

    private static String voters(long... sids) {
        StringBuilder text = new StringBuilder();
        for (long sid : sids) {
            text.append("server.").append(sid).append("=h").append(sid).append(":1:2:participant\n");
        }
        return text.toString();
    }

    @Test
    void opensItsEpochWhenTheNewerHistoryCannotBeCommitted() {
        PeerCore core = leader(voters(1, 2, 3, 4), 2, 4);
        assertThat(core.on(from(D, IS_AHEAD))).singleElement().isInstanceOf(Effect.CloseLearner.class);
        assertThat(core.on(from(B, KNOWS_NOTHING_OF_IT)))
                .as("what 1 and 4 alone hold is not committed")
                .containsExactly(new Effect.SaveCurrentEpoch(2));
    }

    @Test
    void opensItsEpochOnlyWithThePromisesOfAQuorum() {
        PeerCore core = leader(voters(1, 2, 3, 4), 2, 4);
        assertThat(core.on(from(B, KNOWS_NOTHING_OF_IT))).isEmpty();
    }

    @Test
    void doesNotDropWhatAQuorumOfTheNextVotersMayHold() {
        PeerCore core = leader(voters(3, 4, 5), 2, 4, 5);
        core.on(from(B, KNOWS_NOTHING_OF_IT));
        core.on(from(D, IS_AHEAD));
        assertThat(core.on(from(E, IS_AHEAD)))
                .as("4 and 5 may have committed it")
                .extracting(Effect::getClass)
                .isEqualTo(List.of(Effect.CloseLearner.class));
    }
}
