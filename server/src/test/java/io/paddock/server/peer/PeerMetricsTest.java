// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.Payload;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.protocol.quorum.LeaderMessage;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.protocol.txn.Txn;
import io.paddock.protocol.txn.TxnHeader;
import io.paddock.server.metrics.Metrics;
import io.paddock.server.metrics.SummaryFigures;
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
    void leaderCountsItsProposalsAndTheTimeWithoutService() {
        peer.became(PeerState.LOOKING, 1000);
        peer.became(PeerState.LEADING, 1300);
        peer.told(new LeaderMessage.Diff(0));
        peer.sentSnapshot();
        peer.serves(1500);
        for (int i = 0; i < 3; i++) {
            peer.proposed();
            peer.appended(1, Payload.EMPTY, 0);
        }
        peer.committed(2, 1, 0);
        peer.committed(1, 1, 0);
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
    void followerCountsReceivedMessagesWhileItServes() {
        peer.became(PeerState.LOOKING, 0);
        peer.became(PeerState.FOLLOWING, 10);
        peer.appended(1, Payload.EMPTY, 0);
        peer.committed(1, 1, 0);
        peer.serves(30);
        peer.appended(1, Payload.EMPTY, 0);
        peer.appended(1, Payload.EMPTY, 0);
        peer.committed(2, 1, 0);
        assertThat(count("learner_proposal_received_count")).isEqualTo(2);
        assertThat(count("learner_commit_received_count")).isEqualTo(2);
        assertThat(count("commit_count")).isZero();
        assertThat(sum("follower_sync_time")).isEqualTo(20);
        assertThat(times("leader_unavailable_time")).isZero();
    }

    @Test
    void observerCountsNeitherElectionsNorProposals() {
        peer.became(PeerState.LOOKING, 0);
        peer.became(PeerState.OBSERVING, 10);
        peer.serves(50);
        peer.appended(1, Payload.EMPTY, 0);
        peer.committed(1, 1, 0);
        assertThat(times("election_time")).isZero();
        assertThat(sum("observer_sync_time")).isEqualTo(40);
        assertThat(count("learner_proposal_received_count")).isZero();
        assertThat(count("learner_commit_received_count")).isEqualTo(1);
    }

    @Test
    void timeWithoutServiceIncludesFailedElections() {
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

    @Test
    void latenciesOfTxnsAreCounted() {
        peer.became(PeerState.LOOKING, 0);
        peer.became(PeerState.LEADING, 0);
        peer.serves(0);
        peer.appended(1, txn(1000), 1001);
        peer.appended(2, txn(1010), 1010);
        peer.durable(1, 1005);
        peer.committed(2, 2, 1030);
        peer.durable(2, 1040);
        assertThat(distribution("proposal_latency").count()).isZero();
        assertThat(distribution("commit_propagation_latency").count()).isZero();
        assertThat(distribution("proposal_ack_creation_latency").sum()).isEqualTo(5 + 30);
        assertThat(distribution("quorum_ack_latency").sum()).isEqualTo(30 + 20);

        peer.became(PeerState.FOLLOWING, 0);
        peer.serves(0);
        peer.appended(3, txn(2000), 2004);
        peer.durable(3, 2006);
        peer.committed(1, 3, 1999); // The member's clock is behind the leader's.
        assertThat(distribution("proposal_latency").sum()).isEqualTo(4);
        assertThat(distribution("proposal_ack_creation_latency").sum()).isEqualTo(5 + 30 + 6);
        assertThat(distribution("commit_propagation_latency").count()).isOne();
        assertThat(distribution("commit_propagation_latency").sum()).isZero();
        assertThat(distribution("quorum_ack_latency").count()).isEqualTo(2);
    }

    private SummaryFigures distribution(String name) {
        return metrics.distribution(name).figures();
    }

    private static Payload txn(long timeMillis) {
        ByteBuf out = Unpooled.buffer();
        new LoggedTxn(new TxnHeader(7, 8, 9, timeMillis, OpCode.CREATE_SESSION), new Txn.CreateSession(4000), null)
                .write(new JuteWriter(out));
        return new Payload(ByteBufUtil.getBytes(out));
    }
}
