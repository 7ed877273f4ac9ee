// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.paddock.protocol.OpCode;

/**
 * Figures about one connection. Its event loop writes them. Other threads may read slightly older figures.
 */
public final class ConnectionStats {
    private final long establishedMillis;
    private long received;
    private long sent;
    private OpCode lastOp;
    private long lastXid = -1;
    private long lastZxid = -1;
    private long lastResponseMillis;
    private long lastLatencyMillis;
    private long minLatencyMillis = Long.MAX_VALUE;
    private long maxLatencyMillis;
    private long totalLatencyMillis;
    private long replies;

    ConnectionStats(long establishedMillis) {
        this.establishedMillis = establishedMillis;
    }

    void received() {
        received++;
    }

    void sent() {
        sent++;
    }

    /**
     * Counts a reply.
     *
     * @param op null for a write that failed
     * @param xid of the request
     * @param zxid of the reply
     */
    void replied(OpCode op, int xid, long zxid) {
        sent++;
        if (op == OpCode.AUTH || op == OpCode.SASL) {
            return; // As in ZooKeeper: authentication does not concern the session.
        }
        lastOp = op;
        lastXid = xid >= 0 ? xid : lastXid; // Negative xids are fixed values, such as a ping's.
        lastZxid = zxid;
    }

    void latency(long millis, int count, long nowMillis) {
        lastResponseMillis = nowMillis;
        lastLatencyMillis = millis;
        minLatencyMillis = Math.min(minLatencyMillis, millis);
        maxLatencyMillis = Math.max(maxLatencyMillis, millis);
        totalLatencyMillis += millis * count;
        replies += count;
    }

    /** Starts to count from zero again. On the loop. */
    void reset() {
        received = 0;
        sent = 0;
        lastOp = null;
        lastXid = -1;
        lastZxid = -1;
        lastResponseMillis = 0;
        lastLatencyMillis = 0;
        minLatencyMillis = Long.MAX_VALUE;
        maxLatencyMillis = 0;
        totalLatencyMillis = 0;
        replies = 0;
    }

    /** @return wall clock time at which the connection was accepted */
    public long establishedMillis() {
        return establishedMillis;
    }

    public long receivedCount() {
        return received;
    }

    /** @return replies and events sent */
    public long sentCount() {
        return sent;
    }

    /** @return the operation last answered; null before the first reply, and for a write that failed */
    public OpCode lastOp() {
        return lastOp;
    }

    /** @return the xid of the last request that had its own xid, -1 before the first */
    public long lastXid() {
        return lastXid;
    }

    public long lastZxid() {
        return lastZxid;
    }

    /** @return monotonic milliseconds of the last reply */
    public long lastResponseMillis() {
        return lastResponseMillis;
    }

    public long lastLatencyMillis() {
        return lastLatencyMillis;
    }

    public long minLatencyMillis() {
        return replies == 0 ? 0 : minLatencyMillis;
    }

    public long averageLatencyMillis() {
        return replies == 0 ? 0 : totalLatencyMillis / replies;
    }

    public long maxLatencyMillis() {
        return maxLatencyMillis;
    }
}
