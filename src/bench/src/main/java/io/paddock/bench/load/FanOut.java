// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.load;

import io.paddock.bench.client.Connection;
import io.paddock.bench.client.Dial;
import io.paddock.bench.client.ServerUnreachable;
import io.paddock.bench.client.SessionPool;
import io.paddock.bench.client.Transport;
import io.paddock.bench.measure.Latencies;
import io.paddock.bench.measure.Meter;
import io.paddock.bench.measure.ProcessCpu;
import io.paddock.bench.measure.Progress;
import io.paddock.bench.measure.Usage;
import io.paddock.bench.wire.FrameTemplate;
import io.paddock.bench.wire.Frames;
import io.paddock.bench.wire.OpKind;
import io.paddock.bench.wire.PathPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Many sessions set one data watch each on one znode, which is then written once. Measures how long each
 * event takes.
 */
public final class FanOut {
    private static final int ROUND_SECONDS = 30;
    private static final byte[] VALUE = {1};

    private final Transport transport;
    private final Dial dial;
    private final int watchers;
    private final String path;
    private final List<Watchers> loops = new ArrayList<>();

    public FanOut(Transport transport, Dial dial, int watchers, String path) {
        this.transport = transport;
        this.dial = dial;
        this.watchers = watchers;
        this.path = path;
    }

    /**
     * Latencies from the moment the write is sent: of each event, and of the last event of each round. Usage
     * counts events.
     */
    public record Result(Usage usage, Latencies.Summary each, Latencies.Summary last) {}

    /**
     * Sets all watches, writes, and waits for all events, again and again.
     *
     * @param warmUpRounds rounds before those that count
     */
    public Result run(int warmUpRounds, int rounds, ProcessCpu server, Progress progress) {
        try (Sweep writer = new Sweep(transport, dial, 1, 1, new ProcessCpu(List.of()), Progress.silent())) {
            new Preparation(writer).parents(path);
            for (int i = 0; i < transport.size(); i++) {
                loops.add(new Watchers(PathPattern.of(path)));
            }
            try (SessionPool pool = SessionPool.open(transport, dial, watchers, 1, loops::get)) {
                Latencies warmUp = new Latencies();
                for (int i = 0; i < warmUpRounds; i++) {
                    round(writer, pool, warmUp);
                }
                Latencies last = new Latencies();
                loops.forEach(loop -> loop.each = new Latencies());
                Meter meter = new Meter(() -> last.count() * watchers, server);
                for (int i = 0; i < rounds; i++) {
                    progress.show("round " + (i + 1) + " of " + rounds);
                    round(writer, pool, last);
                }
                progress.show("");
                Latencies each = new Latencies();
                loops.forEach(loop -> each.add(loop.each));
                return new Result(meter.usage(), each.summary("each"), last.summary("last"));
            }
        }
    }

    private void round(Sweep writer, SessionPool pool, Latencies last) {
        List<CompletableFuture<Void>> armed = new ArrayList<>();
        for (int i = 0; i < loops.size(); i++) {
            Watchers loop = loops.get(i);
            List<Connection> own = pool.ofLoop(i);
            armed.add(CompletableFuture.supplyAsync(() -> loop.arm(own), transport.loop(i))
                    .thenCompose(share -> share));
        }
        await("watches", armed);
        long startNanos = System.nanoTime();
        loops.forEach(loop -> loop.startNanos = startNanos);
        writer.send("write", OpKind.SET, () -> Frames.write(PathPattern.of(path), VALUE), 1);
        await("events", loops.stream().map(loop -> loop.allTold).toList());
        last.record(loops.stream().mapToLong(loop -> loop.lastNanos).max().orElseThrow());
    }

    private static void await(String what, List<CompletableFuture<Void>> all) {
        try {
            CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)).get(ROUND_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new ServerUnreachable("not all " + what + " came within " + ROUND_SECONDS + " s", e);
        } catch (ExecutionException e) {
            throw new ServerUnreachable(
                    what + ": connection lost: " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerUnreachable("interrupted", e);
        }
    }

    /** The watchers of one event loop. */
    private static final class Watchers implements Connection.Listener {
        final FrameTemplate read;
        CompletableFuture<Void> allArmed = new CompletableFuture<>();
        volatile CompletableFuture<Void> allTold = new CompletableFuture<>();
        Latencies each = new Latencies();
        volatile long startNanos;
        volatile long lastNanos;
        int toArm;
        int toTell;

        Watchers(PathPattern path) {
            read = Frames.read(path, true);
        }

        CompletableFuture<Void> arm(List<Connection> own) {
            allArmed = new CompletableFuture<>();
            allTold = new CompletableFuture<>();
            toArm = own.size();
            toTell = own.size();
            long nowNanos = System.nanoTime();
            for (Connection connection : own) {
                connection.request(OpKind.GET, read, 0, nowNanos);
                connection.flush();
            }
            if (own.isEmpty()) {
                allArmed.complete(null);
                allTold.complete(null);
            }
            return allArmed;
        }

        @Override
        public void replied(Connection connection, OpKind kind, long stampNanos, long nowNanos, int error) {
            if (kind == OpKind.GET && --toArm == 0) {
                allArmed.complete(null);
            }
        }

        @Override
        public void told(Connection connection, long nowNanos) {
            each.record(nowNanos - startNanos);
            if (--toTell == 0) {
                lastNanos = nowNanos - startNanos;
                allTold.complete(null);
            }
        }

        @Override
        public void drained(Connection connection, long nowNanos) {}

        @Override
        public void lost(Connection connection, Throwable why) {
            allArmed.completeExceptionally(why);
            allTold.completeExceptionally(why);
        }
    }
}
