// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.paddock.server.metrics.Summary;
import io.paddock.server.metrics.SummaryFigures;

/** Figures about one event loop. That loop writes them. Other threads may read slightly older figures. */
public final class LoopStats {
    /** The kinds of requests whose latencies are counted separately. */
    enum Kind {
        READ,
        WRITE,
        /** Neither: a ping, or authentication. */
        OTHER
    }

    private final Summary latencies = Summary.basic();
    private final Summary reads = Summary.withDistribution();
    private final Summary writes = Summary.withDistribution();
    private final Summary replyBytes = Summary.basic();
    private long received;
    private long sent;
    private long bytesReceived;
    private long eventBytes;
    private long lastReplyBytes = -1;
    private long lastReplyNanos;
    private long outstanding;

    void received(int bytes) {
        received++;
        bytesReceived += bytes;
    }

    void event(int bytes) {
        sent++;
        eventBytes += bytes;
    }

    /** A four-letter word has been answered. */
    void word() {
        sent++;
    }

    void replied(int bytes) {
        sent++;
        replyBytes.record(bytes);
        lastReplyBytes = bytes;
    }

    /**
     * Records the latency of replies that leave together.
     *
     * @param kind of their requests
     * @param millis from the receipt of the requests
     * @param replies how many
     * @param nowNanos monotonic time
     */
    void latency(Kind kind, long millis, int replies, long nowNanos) {
        lastReplyNanos = nowNanos;
        latencies.record(millis, replies);
        switch (kind) {
            case READ -> reads.record(millis, replies);
            case WRITE -> writes.record(millis, replies);
            case OTHER -> {}
        }
    }

    /** Counts requests that wait for the core thread, or (negative) no longer do. */
    void outstanding(int more) {
        outstanding += more;
    }

    /** @return requests that the core thread has not answered yet */
    long outstanding() {
        return outstanding;
    }

    /** Starts to count from zero again, as srst does, except for outstanding requests. On the loop. */
    void reset() {
        latencies.reset();
        reads.reset();
        writes.reset();
        replyBytes.reset();
        received = 0;
        sent = 0;
        bytesReceived = 0;
        eventBytes = 0;
        lastReplyBytes = -1;
    }

    /** @return the present figures */
    public Figures figures() {
        return new Figures(
                received,
                sent,
                bytesReceived,
                eventBytes,
                outstanding,
                latencies.figures(),
                reads.figures(),
                writes.figures(),
                replyBytes.figures(),
                lastReplyBytes,
                lastReplyNanos);
    }

    /**
     * One loop's figures, or the sum of several loops'.
     *
     * @param received packets: requests and four-letter words
     * @param sent packets: replies, events, answers to four-letter words
     * @param outstanding requests that the core thread has not answered yet
     * @param latencies of all requests, milliseconds from receipt to reply
     * @param replyBytes lengths of replies, without those of events
     * @param lastReplyBytes -1 before the first reply
     * @param lastReplyNanos monotonic time of the last reply
     */
    public record Figures(
            long received,
            long sent,
            long bytesReceived,
            long eventBytes,
            long outstanding,
            SummaryFigures latencies,
            SummaryFigures reads,
            SummaryFigures writes,
            SummaryFigures replyBytes,
            long lastReplyBytes,
            long lastReplyNanos) {
        /** The figures of a loop that has served nothing. */
        public static final Figures NONE = new LoopStats().figures();

        /** @return the sum of both */
        public Figures plus(Figures other) {
            boolean otherIsLater = lastReplyBytes < 0 || lastReplyNanos - other.lastReplyNanos < 0;
            Figures later = other.lastReplyBytes >= 0 && otherIsLater ? other : this;
            return new Figures(
                    received + other.received,
                    sent + other.sent,
                    bytesReceived + other.bytesReceived,
                    eventBytes + other.eventBytes,
                    outstanding + other.outstanding,
                    latencies.plus(other.latencies),
                    reads.plus(other.reads),
                    writes.plus(other.writes),
                    replyBytes.plus(other.replyBytes),
                    later.lastReplyBytes,
                    later.lastReplyNanos);
        }
    }
}
