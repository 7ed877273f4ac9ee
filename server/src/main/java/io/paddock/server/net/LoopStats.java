// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import java.util.concurrent.TimeUnit;

/** What one event loop has served. Written by that loop; others read figures that may be some moments old. */
public final class LoopStats {
    private long received;
    private long sent;
    private long bytesReceived;
    private long replies;
    private long latencyMillis;
    private long minLatencyMillis = Long.MAX_VALUE;
    private long maxLatencyMillis;
    private long lastReplyBytes = -1;
    private long minReplyBytes = -1;
    private long maxReplyBytes = -1;
    private long connectionsClosed;
    private long connectRequests;
    private long renewals;
    private long eventBytes;
    private long replyBytes;

    void received(int bytes) {
        received++;
        bytesReceived += bytes;
    }

    void event(int bytes) {
        sent++;
        eventBytes += bytes;
    }

    void connectRequest(boolean renewal) {
        connectRequests++;
        renewals += renewal ? 1 : 0;
    }

    void connectionClosed() {
        connectionsClosed++;
    }

    void replied(int bytes, long latencyNanos) {
        sent++;
        replies++;
        replyBytes += bytes;
        long millis = TimeUnit.NANOSECONDS.toMillis(latencyNanos);
        latencyMillis += millis;
        minLatencyMillis = Math.min(minLatencyMillis, millis);
        maxLatencyMillis = Math.max(maxLatencyMillis, millis);
        lastReplyBytes = bytes;
        maxReplyBytes = Math.max(maxReplyBytes, bytes);
        minReplyBytes = minReplyBytes < 0 ? bytes : Math.min(minReplyBytes, bytes);
    }

    /** Counts latencies, packets and reply sizes from zero again, as srst does. On the loop. */
    void reset() {
        received = 0;
        sent = 0;
        replies = 0;
        latencyMillis = 0;
        minLatencyMillis = Long.MAX_VALUE;
        maxLatencyMillis = 0;
        lastReplyBytes = -1;
        minReplyBytes = -1;
        maxReplyBytes = -1;
    }

    /** @return the figures as they are now */
    public Figures figures() {
        return new Figures(
                received,
                sent,
                bytesReceived,
                replyBytes,
                eventBytes,
                replies,
                latencyMillis,
                replies == 0 ? 0 : minLatencyMillis,
                maxLatencyMillis,
                lastReplyBytes,
                minReplyBytes,
                maxReplyBytes,
                connectionsClosed,
                connectRequests,
                renewals);
    }

    /** One loop's figures, or several loops' added up. Latencies in milliseconds; reply sizes are -1 before the first reply. */
    public record Figures(
            long received,
            long sent,
            long bytesReceived,
            long replyBytes,
            long eventBytes,
            long replies,
            long latencyTotal,
            long latencyMin,
            long latencyMax,
            long lastReplyBytes,
            long minReplyBytes,
            long maxReplyBytes,
            long connectionsClosed,
            long connectRequests,
            long renewals) {
        /** Nothing served. */
        public static final Figures NONE = new Figures(0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, -1, 0, 0, 0);

        /** @return both together */
        public Figures plus(Figures other) {
            boolean both = replies > 0 && other.replies > 0;
            return new Figures(
                    received + other.received,
                    sent + other.sent,
                    bytesReceived + other.bytesReceived,
                    replyBytes + other.replyBytes,
                    eventBytes + other.eventBytes,
                    replies + other.replies,
                    latencyTotal + other.latencyTotal,
                    both ? Math.min(latencyMin, other.latencyMin) : latencyMin + other.latencyMin,
                    Math.max(latencyMax, other.latencyMax),
                    other.lastReplyBytes < 0 ? lastReplyBytes : other.lastReplyBytes,
                    both ? Math.min(minReplyBytes, other.minReplyBytes) : Math.max(minReplyBytes, other.minReplyBytes),
                    Math.max(maxReplyBytes, other.maxReplyBytes),
                    connectionsClosed + other.connectionsClosed,
                    connectRequests + other.connectRequests,
                    renewals + other.renewals);
        }

        /** @return mean latency in milliseconds, 0 before the first reply */
        public double latencyAverage() {
            return replies == 0 ? 0 : (double) latencyTotal / replies;
        }
    }
}
