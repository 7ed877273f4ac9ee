// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.paddock.protocol.OpCode;
import java.util.concurrent.TimeUnit;

/**
 * Counts the replies of one connection, for the connection and for its loop. It reads the clock once for all
 * requests that were received together.
 */
final class ReplyFigures {
    private final ConnectionStats connection;
    private final LoopStats loop;
    private int readsInPass;
    private int othersInPass;
    /** Replies that are not flushed yet, to requests that were received together. */
    private int lately;

    private long latelySince;

    ReplyFigures(ConnectionStats connection, LoopStats loop) {
        this.connection = connection;
        this.loop = loop;
    }

    /**
     * Counts a reply that had to wait for the core thread. Its latency is known when it is flushed.
     *
     * @param op the operation
     * @param xid of the request
     * @param zxid of the reply
     * @param bytes of the reply
     * @param since when the request was received
     */
    void later(OpCode op, int xid, long zxid, int bytes, long since) {
        count(op, xid, zxid, bytes);
        if (since != latelySince) {
            flushed();
            latelySince = since;
        }
        lately++;
    }

    /** The replies have been flushed. */
    void flushed() {
        latency(LoopStats.Kind.WRITE, latelySince, lately);
        lately = 0;
    }

    /**
     * Counts a reply that was written in the pass that read its request. Its latency is known when the pass
     * ends.
     */
    void atOnce(OpCode op, int xid, long zxid, int bytes, boolean read) {
        count(op, xid, zxid, bytes);
        if (read) {
            readsInPass++;
        } else {
            othersInPass++;
        }
    }

    /** The pass has ended. Its replies leave with one flush. */
    void endPass(long since) {
        if (readsInPass + othersInPass > 0) {
            latency(LoopStats.Kind.READ, since, readsInPass);
            latency(LoopStats.Kind.OTHER, since, othersInPass);
            readsInPass = 0;
            othersInPass = 0;
        }
    }

    private void count(OpCode op, int xid, long zxid, int bytes) {
        connection.replied(op, xid, zxid);
        loop.replied(bytes);
    }

    private void latency(LoopStats.Kind kind, long since, int replies) {
        if (replies > 0) {
            long now = System.nanoTime();
            long millis = TimeUnit.NANOSECONDS.toMillis(now - since);
            connection.latency(millis, replies, TimeUnit.NANOSECONDS.toMillis(now));
            loop.latency(kind, millis, replies, now);
        }
    }
}
