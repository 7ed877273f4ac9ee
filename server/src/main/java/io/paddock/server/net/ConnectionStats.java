// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.paddock.protocol.OpCode;

/** What one connection has been doing. Written by its event loop; others read figures that may be some moments old. */
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

    void replied(OpCode op, int xid, long zxid) {
        sent++;
        lastOp = op;
        lastXid = xid;
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

    /** Counts from zero again. On the loop. */
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

    /** @return wall clock at which the connection was accepted */
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

    /** @return the operation last answered, null before the first */
    public OpCode lastOp() {
        return lastOp;
    }

    /** @return the xid last answered, -1 before the first */
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
