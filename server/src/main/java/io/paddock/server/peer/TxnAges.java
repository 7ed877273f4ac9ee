// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import io.netty.buffer.Unpooled;
import io.paddock.protocol.Payload;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.server.metrics.Metrics;
import io.paddock.server.metrics.Summary;
import java.util.ArrayDeque;

/**
 * The ages of txns, counted from the moment when the leader prepared them, under ZooKeeper's names. If the
 * members' clocks differ, the ages say little. On the core thread.
 */
final class TxnAges {
    /** The offset of the time, after the session id, the request's number and the zxid. */
    private static final int TIME_AT = 20;

    private final Summary heard;
    private final Summary synced;
    private final Summary heardCommitted;
    private final Summary committedByQuorum;
    private final ArrayDeque<Prepared> unsynced = new ArrayDeque<>();
    private final ArrayDeque<Prepared> uncommitted = new ArrayDeque<>();
    private PeerState state = PeerState.LOOKING;

    private record Prepared(long zxid, long atMillis) {}

    TxnAges(Metrics metrics) {
        heard = metrics.distribution("proposal_latency");
        synced = metrics.distribution("proposal_ack_creation_latency");
        heardCommitted = metrics.distribution("commit_propagation_latency");
        committedByQuorum = metrics.distribution("quorum_ack_latency");
    }

    void became(PeerState next) {
        state = next;
        unsynced.clear();
        uncommitted.clear();
    }

    /** The txn was given to the log. */
    void appended(long zxid, Payload txn, long wallMillis) {
        if (txn.length() < TIME_AT + Long.BYTES) {
            return;
        }
        Prepared prepared =
                new Prepared(zxid, Unpooled.wrappedBuffer(txn.bytes()).getLong(TIME_AT));
        uncommitted.addLast(prepared);
        if (state != PeerState.OBSERVING) {
            unsynced.addLast(prepared);
        }
        if (state == PeerState.FOLLOWING) {
            record(heard, prepared, wallMillis);
        }
    }

    /** The log is durable up to here. */
    void durable(long zxid, long wallMillis) {
        while (!unsynced.isEmpty() && unsynced.peekFirst().zxid <= zxid) {
            record(synced, unsynced.removeFirst(), wallMillis);
        }
    }

    /** All txns up to here are committed. */
    void committed(long zxid, long wallMillis) {
        while (!uncommitted.isEmpty() && uncommitted.peekFirst().zxid <= zxid) {
            record(
                    state == PeerState.LEADING ? committedByQuorum : heardCommitted,
                    uncommitted.removeFirst(),
                    wallMillis);
        }
    }

    private static void record(Summary summary, Prepared prepared, long wallMillis) {
        summary.record(Math.max(0, wallMillis - prepared.atMillis));
    }
}
