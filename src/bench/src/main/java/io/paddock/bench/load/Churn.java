// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.load;

import io.paddock.bench.client.Connection;
import io.paddock.bench.client.Dial;
import io.paddock.bench.client.Transport;
import io.paddock.bench.measure.Latencies;
import io.paddock.bench.measure.Meter;
import io.paddock.bench.measure.ProcessCpu;
import io.paddock.bench.measure.Progress;
import io.paddock.bench.measure.Usage;
import io.paddock.bench.wire.OpKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sessions that come and go. In each of several slots, a session connects, closes when it is granted, and the
 * slot begins again.
 */
public final class Churn {
    private static final long GIVE_UP_MILLIS = 10_000;

    private final Transport transport;
    private final Dial dial;
    private final int slots;

    /** @param slots how many sessions come and go at the same time */
    public Churn(Transport transport, Dial dial, int slots) {
        this.transport = transport;
        this.dial = dial;
        this.slots = slots;
    }

    /** Sessions per second, the times to get and to close a session, and how many sessions were refused. */
    public record Result(Usage usage, Latencies.Summary connect, Latencies.Summary close, long refused) {}

    /** Warms up, then measures. */
    public Result run(Duration warmUp, Duration duration, ProcessCpu server, Progress progress)
            throws InterruptedException {
        long measuredNanos = System.nanoTime() + warmUp.toNanos();
        long endNanos = measuredNanos + duration.toNanos();
        List<Slots> loops = new ArrayList<>();
        for (int i = 0; i < transport.size(); i++) {
            loops.add(new Slots(i, measuredNanos, endNanos));
        }
        for (int i = 0; i < slots; i++) {
            Slots loop = loops.get(i % loops.size());
            transport.loop(loop.index).execute(loop::next);
        }
        progress.show("warming up");
        Thread.sleep(Math.max(0, (measuredNanos - System.nanoTime()) / 1_000_000));
        Meter meter = new Meter(
                () -> loops.stream().mapToLong(loop -> loop.done.get()).sum(), server);
        progress.show("measuring");
        Thread.sleep(Math.max(0, (endNanos - System.nanoTime()) / 1_000_000));
        Usage usage = meter.usage();
        progress.show("");
        for (Slots loop : loops) {
            loop.allEnded
                    .completeOnTimeout(null, GIVE_UP_MILLIS, TimeUnit.MILLISECONDS)
                    .join();
        }
        return gather(loops, usage);
    }

    private static Result gather(List<Slots> loops, Usage usage) {
        Latencies connect = new Latencies();
        Latencies close = new Latencies();
        long refused = 0;
        for (Slots loop : loops) {
            connect.add(loop.connect);
            close.add(loop.close);
            refused += loop.refused;
        }
        return new Result(usage, connect.summary("connect"), close.summary("close"), refused);
    }

    /** One event loop's slots. */
    private final class Slots implements Connection.Listener {
        final int index;
        final long measuredNanos;
        final long endNanos;
        final AtomicLong done = new AtomicLong();
        final Latencies connect = new Latencies();
        final Latencies close = new Latencies();
        final CompletableFuture<Void> allEnded = new CompletableFuture<>();
        long refused;
        int busy;
        int server;

        Slots(int index, long measuredNanos, long endNanos) {
            this.index = index;
            this.measuredNanos = measuredNanos;
            this.endNanos = endNanos;
        }

        void next() {
            if (System.nanoTime() - endNanos >= 0) {
                if (busy == 0) {
                    allEnded.complete(null);
                }
                return;
            }
            busy++;
            long dialledNanos = System.nanoTime();
            Connection connection = new Connection(this, 1, dial.sessionTimeoutMillis());
            connection.ready().whenComplete((granted, refusal) -> ready(connection, dialledNanos, refusal));
            connection.closed().thenRun(() -> transport.loop(index).execute(this::ended));
            server = (server + 1) % dial.servers().size();
            transport.dial(dial.servers().get(server), index, connection, dial.connectTimeoutMillis());
        }

        private void ready(Connection connection, long dialledNanos, Throwable refusal) {
            long nowNanos = System.nanoTime();
            if (refusal != null) {
                refused++;
                return;
            }
            if (counts(nowNanos)) {
                connect.record(nowNanos - dialledNanos);
            }
            connection.close();
        }

        private void ended() {
            busy--;
            next();
        }

        private boolean counts(long nowNanos) {
            return nowNanos - measuredNanos >= 0 && nowNanos - endNanos < 0;
        }

        @Override
        public void replied(Connection connection, OpKind kind, long stampNanos, long nowNanos, int error) {
            done.lazySet(done.get() + 1);
            if (counts(nowNanos)) {
                close.record(nowNanos - stampNanos);
            }
        }

        @Override
        public void drained(Connection connection, long nowNanos) {}
    }
}
