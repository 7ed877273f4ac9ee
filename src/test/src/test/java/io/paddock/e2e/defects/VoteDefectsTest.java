// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.defects;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.e2e.ensemble.Ensemble;
import io.paddock.e2e.ensemble.EnsembleOptions;
import io.paddock.e2e.ensemble.Ensembles;
import io.paddock.e2e.ensemble.Member;
import io.paddock.e2e.hostile.Stranger;
import io.paddock.protocol.Payload;
import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.Notification;
import io.paddock.protocol.quorum.PeerState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Votes that used to lead an election astray. */
class VoteDefectsTest {
    private static final int LEADER = 3;

    @RegisterExtension
    final Ensembles ensembles = new Ensembles();

    /**
     * Some members have been reconfigured, and this one has reconfiguration disabled. Apache's server
     * restarts its election at each vote with a newer configuration, endlessly.
     */
    @Test
    void newerConfigurationDoesNotRestartTheElectionEndlessly() throws Exception {
        Ensemble ensemble = ensembles.prepare(EnsembleOptions.of("PPP").cfg("reconfigEnabled=false"));
        Member member = ensemble.member(1);
        try (PlayedVoters voters = new PlayedVoters(ensemble, 1);
                PlayedLeader leader =
                        new PlayedLeader(ensemble.member(LEADER), PlayedVoters.config(ensemble, Zxid.of(1, 0)))) {
            // Not the very same members: a configuration that differs in its version alone passes for equal.
            String foreign = PlayedVoters.config(ensemble, Zxid.of(1, 0))
                    .text()
                    .replaceFirst("server.2=.*\n", "server.2=127.0.0.1:1:2:observer\n");
            voters.answer((self, vote) -> Notification.of(
                    self == LEADER ? PeerState.LEADING : PeerState.FOLLOWING,
                    LEADER,
                    0,
                    1,
                    1,
                    Payload.ofText(foreign)));
            member.start();
            assertThat(leader.awaitLearner().lead(1).lastZxid()).isZero();
        }
    }

    /**
     * A voter looks for a leader. An unknown server sends it a newer configuration, whose only voter is that
     * server. With reconfiguration enabled, Apache's server believes it and restarts its election.
     */
    @Test
    void configurationOfAnUnknownServerIsIgnored() throws Exception {
        Ensemble ensemble = ensembles.prepare(EnsembleOptions.of("PPP").reconfigurable());
        Member member = ensemble.member(1);
        String config = "server.99=127.0.0.1:1:2:participant;127.0.0.1:3\nversion=7000000000";
        try (PlayedVoters voters = new PlayedVoters(ensemble, 1);
                PlayedLeader leader =
                        new PlayedLeader(ensemble.member(LEADER), PlayedVoters.config(ensemble, Zxid.of(1, 0)))) {
            member.start();
            voters.nextVote();
            try (Stranger stranger = Stranger.at(member.electionPort())) {
                stranger.send(Stranger.introduction(99, "127.0.0.1:1"));
                stranger.send(Stranger.vote(99, 0, 1, 0, config));
                // By the time it is answered it has been read.
                assertThat(stranger.isAnswered()).isTrue();
                voters.follow(LEADER, 1);
                assertThat(leader.awaitLearner().lead(1).lastZxid()).isZero();
            }
        }
    }
}
