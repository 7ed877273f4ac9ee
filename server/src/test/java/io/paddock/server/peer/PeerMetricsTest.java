// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.quorum.LeaderMessage;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.server.metrics.Metrics;
import org.junit.jupiter.api.Test;

class PeerMetricsTest {
    private final Metrics metrics = new Metrics();
    private final PeerMetrics peer = new PeerMetrics(metrics);

    private long count(String name) {
        return metrics.counter(name).value();
    }

    private long sum(String name) {
        return metrics.summary(name).figures().sum();
    }

    private long times(String name) {
        return metrics.summary(name).figures().count();
    }

    @Test
    void aLeaderCountsWhatItProposesAndHowLongNobodyCouldWrite() {
        peer.became(PeerState.LOOKING, 1000);
        peer.became(PeerState.LEADING, 1300);
        peer.told(new LeaderMessage.Diff(0));
        peer.sentSnapshot();
        peer.serves(1500);
        for (int i = 0; i < 3; i++) {
            peer.proposed();
            peer.appended();
        }
        peer.committed(2);
        peer.committed(1);
        assertThat(count("looking_count")).isEqualTo(1);
        assertThat(sum("election_time")).isEqualTo(300);
        assertThat(sum("unavailable_time")).isEqualTo(500);
        assertThat(sum("leader_unavailable_time")).isEqualTo(500);
        assertThat(count("proposal_count")).isEqualTo(3);
        assertThat(count("commit_count")).isEqualTo(3);
        assertThat(count("learner_proposal_received_count")).isZero();
        assertThat(count("learner_commit_received_count")).isZero();
        assertThat(count("diff_count")).isEqualTo(1);
        assertThat(count("snap_count")).isEqualTo(1);
    }

    @Test
    void aFollowerCountsWhatItHearsOnceItServes() {
        peer.became(PeerState.LOOKING, 0);
        peer.became(PeerState.FOLLOWING, 10);
        peer.appended();
        peer.committed(1);
        peer.serves(30);
        peer.appended();
        peer.appended();
        peer.committed(2);
        assertThat(count("learner_proposal_received_count")).isEqualTo(2);
        assertThat(count("learner_commit_received_count")).isEqualTo(2);
        assertThat(count("commit_count")).isZero();
        assertThat(sum("follower_sync_time")).isEqualTo(20);
        assertThat(times("leader_unavailable_time")).isZero();
    }

    @Test
    void anObserverTakesNoPartInElectionsAndHearsNoProposals() {
        peer.became(PeerState.LOOKING, 0);
        peer.became(PeerState.OBSERVING, 10);
        peer.serves(50);
        peer.appended();
        peer.committed(1);
        assertThat(times("election_time")).isZero();
        assertThat(sum("observer_sync_time")).isEqualTo(40);
        assertThat(count("learner_proposal_received_count")).isZero();
        assertThat(count("learner_commit_received_count")).isEqualTo(1);
    }

    @Test
    void theTimeWithoutServiceGoesOnOverElectionsThatComeToNothing() {
        peer.became(PeerState.LOOKING, 0);
        peer.became(PeerState.LEADING, 10);
        peer.serves(20);
        peer.became(PeerState.LOOKING, 100);
        peer.became(PeerState.FOLLOWING, 110);
        peer.became(PeerState.LOOKING, 150);
        peer.became(PeerState.FOLLOWING, 170);
        peer.serves(200);
        assertThat(sum("unavailable_time")).isEqualTo(20 + 100);
        assertThat(count("looking_count")).isEqualTo(3);
        assertThat(sum("election_time")).isEqualTo(10 + 10 + 20);
    }
}
