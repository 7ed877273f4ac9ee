// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.paddock.server.metrics.Summary;
import io.paddock.server.metrics.SummaryFigures;

/** What one event loop has served. Written by that loop; others read figures that may be some moments old. */
public final class LoopStats {
    /** What a reply was to, as the latencies are told apart. */
    enum Kind {
        READ,
        WRITE,
        /** Neither: a ping, authentication. */
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

    /** @param nowNanos by the monotonic clock */
    void latency(Kind kind, long millis, int replies, long nowNanos) {
        lastReplyNanos = nowNanos;
        latencies.record(millis, replies);
        switch (kind) {
            case READ -> reads.record(millis, replies);
            case WRITE -> writes.record(millis, replies);
            case OTHER -> {}
        }
    }

    /** More requests wait for the core, or (negative) fewer. */
    void outstanding(int more) {
        outstanding += more;
    }

    /** @return requests handed to the core and not yet answered */
    long outstanding() {
        return outstanding;
    }

    /** Counts from zero again, as srst does, all but what is outstanding. On the loop. */
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

    /** @return the figures as they are now */
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
     * One loop's figures, or several loops' together.
     *
     * @param received packets: requests and four-letter words
     * @param sent packets: replies, events, answers to four-letter words
     * @param outstanding requests handed to the core and not yet answered
     * @param latencies of all requests, milliseconds from receipt to reply
     * @param replyBytes lengths of replies, without those of events
     * @param lastReplyBytes -1 before the first reply
     * @param lastReplyNanos when that was, by the monotonic clock
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
        /** Nothing served. */
        public static final Figures NONE = new LoopStats().figures();

        /** @return both together */
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
