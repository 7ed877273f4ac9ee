// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import io.paddock.protocol.Payload;
import io.paddock.protocol.quorum.LeaderMessage;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.server.link.QueueFigures;
import io.paddock.server.metrics.Counter;
import io.paddock.server.metrics.Metrics;
import io.paddock.server.metrics.Summary;

/** Counts what happens to a member, under ZooKeeper's names. On the core thread. */
final class PeerMetrics {
    private final Metrics metrics;
    private final TxnAges ages;
    private final Counter elections;
    private final Counter proposals;
    private final Counter commits;
    private final Counter proposalsHeard;
    private final Counter commitsHeard;
    private final Counter diffs;
    private final Counter snapshots;
    private final Summary electionMillis;
    private final Summary awayMillis;
    private final Summary awayLeadingMillis;
    private final Summary followerSyncMillis;
    private final Summary observerSyncMillis;
    private PeerState state = PeerState.LOOKING;
    private boolean serving = true; // The first election begins the time without service.
    private long awaySinceMillis;
    private long lookingSinceMillis;
    private long electedAtMillis;

    PeerMetrics(Metrics metrics) {
        this.metrics = metrics;
        ages = new TxnAges(metrics);
        elections = metrics.counter("looking_count");
        proposals = metrics.counter("proposal_count");
        commits = metrics.counter("commit_count");
        proposalsHeard = metrics.counter("learner_proposal_received_count");
        commitsHeard = metrics.counter("learner_commit_received_count");
        diffs = metrics.counter("diff_count");
        snapshots = metrics.counter("snap_count");
        electionMillis = metrics.summary("election_time");
        awayMillis = metrics.summary("unavailable_time");
        awayLeadingMillis = metrics.summary("leader_unavailable_time");
        followerSyncMillis = metrics.summary("follower_sync_time");
        observerSyncMillis = metrics.summary("observer_sync_time");
    }

    void became(PeerState next, long nowMillis) {
        state = next;
        ages.became(next);
        if (serving) {
            serving = false;
            awaySinceMillis = nowMillis;
        }
        if (next == PeerState.LOOKING) {
            elections.increment();
            lookingSinceMillis = nowMillis;
        } else {
            electedAtMillis = nowMillis;
            if (next != PeerState.OBSERVING) {
                electionMillis.record(nowMillis - lookingSinceMillis);
            }
        }
    }

    void serves(long nowMillis) {
        serving = true;
        awayMillis.record(nowMillis - awaySinceMillis);
        long joiningMillis = nowMillis - electedAtMillis;
        switch (state) {
            case LEADING -> awayLeadingMillis.record(nowMillis - awaySinceMillis);
            case FOLLOWING -> followerSyncMillis.record(joiningMillis);
            case OBSERVING -> observerSyncMillis.record(joiningMillis);
            case LOOKING -> throw new IllegalStateException("serves without a leader");
        }
    }

    void proposed() {
        proposals.increment();
    }

    /** A txn was given to the log. An observer receives only committed txns, so it counts no proposal. */
    void appended(long zxid, Payload txn, long wallMillis) {
        if (!serving) {
            return;
        }
        ages.appended(zxid, txn, wallMillis);
        if (state == PeerState.FOLLOWING) {
            proposalsHeard.increment();
        }
    }

    /** The log is durable up to here. */
    void durable(long zxid, long wallMillis) {
        ages.durable(zxid, wallMillis);
    }

    /** @return the figures about packets that wait for a member */
    QueueFigures queueTo(long sid) {
        return QueueFigures.of(metrics, sid);
    }

    /** This number of txns has been committed, up to this zxid. */
    void committed(int txns, long zxid, long wallMillis) {
        if (serving) {
            ages.committed(zxid, wallMillis);
            (state == PeerState.LEADING ? commits : commitsHeard).add(txns);
        }
    }

    void told(LeaderMessage message) {
        if (message instanceof LeaderMessage.Diff || message instanceof LeaderMessage.Trunc) {
            diffs.increment();
        }
    }

    void sentSnapshot() {
        snapshots.increment();
    }
}
