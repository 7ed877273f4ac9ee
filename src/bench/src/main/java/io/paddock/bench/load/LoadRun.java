// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.load;

import io.paddock.bench.client.Connection;
import io.paddock.bench.client.ServerUnreachable;
import io.paddock.bench.client.SessionPool;
import io.paddock.bench.client.Transport;
import io.paddock.bench.measure.Latencies;
import io.paddock.bench.measure.Meter;
import io.paddock.bench.measure.ProcessCpu;
import io.paddock.bench.measure.Progress;
import io.paddock.bench.measure.Usage;
import io.paddock.bench.wire.OpKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** One load from preparation to figures: prepare, connect, warm up, measure, wait for the last replies. */
public final class LoadRun {
    private static final int PREPARING_CONNECTIONS = 4;
    private static final int PREPARING_OUTSTANDING = 64;
    private static final int LAST_REPLIES_SECONDS = 15;
    private static final long PROGRESS_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final LoadPlan plan;
    private final ProcessCpu server;
    private final Progress progress;
    private final String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
    private final List<LoadLoop> loops = new ArrayList<>();

    public LoadRun(LoadPlan plan, ProcessCpu server, Progress progress) {
        this.plan = plan;
        this.server = server;
        this.progress = progress;
    }

    /**
     * Runs the load.
     *
     * @throws ServerUnreachable if the sessions cannot be opened, or all of them are lost
     */
    public LoadResult result() {
        try (Transport transport = new Transport(plan.threadsUsed(), plan.spin())) {
            try (Sweep sweep = preparing(transport)) {
                new Preparation(sweep).run(plan, run);
            }
            for (int i = 0; i < transport.size(); i++) {
                loops.add(new LoadLoop(transport.loop(i), plan, new Templates(plan, run), i));
            }
            try (SessionPool pool =
                    SessionPool.open(transport, plan.dial(), plan.connections(), plan.outstanding(), loops::get)) {
                return measure(transport, pool);
            }
        }
    }

    /** Deletes the keys that a run of this plan leaves behind. */
    public void undo() {
        try (Transport transport = new Transport(1);
                Sweep sweep = preparing(transport)) {
            new Preparation(sweep).undo(plan);
        }
    }

    private Sweep preparing(Transport transport) {
        return new Sweep(
                transport,
                plan.dial(),
                PREPARING_CONNECTIONS,
                PREPARING_OUTSTANDING,
                new ProcessCpu(List.of()),
                progress);
    }

    private LoadResult measure(Transport transport, SessionPool pool) {
        long startNanos = System.nanoTime();
        long measuredNanos = startNanos + plan.warmUp().toNanos();
        long endNanos = measuredNanos + plan.duration().toNanos();
        for (int i = 0; i < loops.size(); i++) {
            LoadLoop loop = loops.get(i);
            List<Connection> own = pool.ofLoop(i);
            int firstIndex = i * plan.connections();
            Window window = new Window(measuredNanos, endNanos, plan.isOpenLoop());
            Arrivals arrivals = arrivals(startNanos, endNanos, own.size());
            CompletableFuture.runAsync(() -> loop.start(own, firstIndex, window, arrivals), transport.loop(i))
                    .join();
        }
        waitUntil("warming up", measuredNanos);
        Meter meter = new Meter(this::done, server);
        waitUntil("measuring", endNanos);
        Usage usage = meter.usage();
        progress.show("");
        return gather(transport, usage);
    }

    /** Returns the schedule of one loop. Its share of the rate is its share of the connections. */
    private Arrivals arrivals(long startNanos, long endNanos, int connections) {
        return plan.isOpenLoop()
                ? new Arrivals(startNanos, endNanos, plan.rate() * connections / plan.connections())
                : null;
    }

    private void waitUntil(String what, long untilNanos) {
        long doneBefore = done();
        long nanosBefore = System.nanoTime();
        for (long left = untilNanos - nanosBefore; left > 0; left = untilNanos - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(left, PROGRESS_NANOS));
            long nanos = System.nanoTime();
            if (nanos - nanosBefore >= PROGRESS_NANOS) {
                long done = done();
                progress.show(String.format(
                        "%s: %,.0f ops/s, %.1f s to go",
                        what,
                        (done - doneBefore) * 1e9 / (nanos - nanosBefore),
                        Math.max(0, untilNanos - nanos) / 1e9));
                doneBefore = done;
                nanosBefore = nanos;
            }
        }
    }

    private LoadResult gather(Transport transport, Usage usage) {
        List<CompletableFuture<Void>> finished = new ArrayList<>();
        for (int i = 0; i < loops.size(); i++) {
            LoadLoop loop = loops.get(i);
            finished.add(CompletableFuture.supplyAsync(loop::finish, transport.loop(i))
                    .thenCompose(share -> share));
        }
        await(finished);
        long unanswered = 0;
        Map<OpKind, Latencies> byKind = new EnumMap<>(OpKind.class);
        Latencies all = new Latencies();
        Errors errors = new Errors();
        List<String> losses = new ArrayList<>();
        for (int i = 0; i < loops.size(); i++) {
            LoadLoop loop = loops.get(i);
            unanswered += CompletableFuture.supplyAsync(
                            () -> loop.writeOffUnanswered(System.nanoTime()), transport.loop(i))
                    .join();
            errors.add(loop.errors());
            loop.losses().forEach(why -> losses.add(String.valueOf(why.getMessage())));
            loop.window().byKind().forEach((kind, latencies) -> {
                byKind.computeIfAbsent(kind, any -> new Latencies()).add(latencies);
                all.add(latencies);
            });
        }
        if (losses.size() == plan.connections()) {
            throw new ServerUnreachable("all connections were lost: " + losses.get(0));
        }
        List<Latencies.Summary> summaries = byKind.entrySet().stream()
                .map(entry -> entry.getValue().summary(entry.getKey().label()))
                .toList();
        return new LoadResult(plan, usage, all.summary("all"), summaries, errors, unanswered, losses);
    }

    private static void await(List<CompletableFuture<Void>> finished) {
        try {
            CompletableFuture.allOf(finished.toArray(CompletableFuture<?>[]::new))
                    .get(LAST_REPLIES_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            // The remaining operations are counted as unanswered, and reported.
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long done() {
        return loops.stream().mapToLong(LoadLoop::done).sum();
    }
}
