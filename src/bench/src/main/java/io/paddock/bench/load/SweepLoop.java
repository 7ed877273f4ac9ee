// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.load;

import io.paddock.bench.client.Connection;
import io.paddock.bench.measure.Latencies;
import io.paddock.bench.wire.FrameTemplate;
import io.paddock.bench.wire.OpKind;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** One event loop's share of a sweep: every {@code stride}-th number is sent once. */
final class SweepLoop implements Connection.Listener {
    private final AtomicLong done = new AtomicLong();

    private OpKind kind;
    private FrameTemplate frame;
    private long next;
    private long count;
    private int stride;
    private long unanswered;
    private long answered;
    private Errors errors = new Errors();
    private Latencies latencies = new Latencies();
    private CompletableFuture<Void> finished = new CompletableFuture<>();

    /** Begins to send the numbers first, first + stride ... below count. */
    CompletableFuture<Void> start(
            List<Connection> connections, OpKind kind, FrameTemplate frame, long first, int stride, long count) {
        this.kind = kind;
        this.frame = frame;
        this.next = first;
        this.stride = stride;
        this.count = count;
        this.errors = new Errors();
        this.latencies = new Latencies();
        this.finished = new CompletableFuture<>();
        long nowNanos = System.nanoTime();
        connections.forEach(connection -> fill(connection, nowNanos));
        finishIfIdle();
        return finished;
    }

    long done() {
        return done.get();
    }

    Errors errors() {
        return errors;
    }

    Latencies latencies() {
        return latencies;
    }

    @Override
    public void replied(Connection connection, OpKind kind, long stampNanos, long nowNanos, int error) {
        if (kind == OpKind.CLOSE) {
            return;
        }
        unanswered--;
        answered++;
        latencies.record(nowNanos - stampNanos);
        if (error != 0) {
            errors.count(error);
        }
    }

    @Override
    public void drained(Connection connection, long nowNanos) {
        done.lazySet(answered);
        if (frame != null) {
            fill(connection, nowNanos);
            finishIfIdle();
        }
    }

    @Override
    public void lost(Connection connection, Throwable why) {
        finished.completeExceptionally(why);
    }

    private void fill(Connection connection, long nowNanos) {
        for (int room = connection.room(); room > 0 && next < count; room--) {
            connection.request(kind, frame, next, nowNanos);
            next += stride;
            unanswered++;
        }
        connection.flush();
    }

    private void finishIfIdle() {
        if (next >= count && unanswered == 0) {
            finished.complete(null);
        }
    }
}
