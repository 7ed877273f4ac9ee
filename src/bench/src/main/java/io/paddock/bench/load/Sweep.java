// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.load;

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
import io.paddock.bench.wire.OpKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Sessions that send one request for each number of a range, as fast as the server answers: used to fill,
 * prepare and clean up.
 */
public final class Sweep implements AutoCloseable {
    private static final int PROGRESS_MILLIS = 500;

    private final Transport transport;
    private final List<SweepLoop> loops = new ArrayList<>();
    private final SessionPool pool;
    private final ProcessCpu server;
    private final Progress progress;

    /**
     * Opens the sessions.
     *
     * @param outstanding the most unanswered requests per connection
     */
    public Sweep(
            Transport transport, Dial dial, int connections, int outstanding, ProcessCpu server, Progress progress) {
        this.transport = transport;
        this.server = server;
        this.progress = progress;
        for (int i = 0; i < transport.size(); i++) {
            loops.add(new SweepLoop());
        }
        pool = SessionPool.open(transport, dial, connections, outstanding, loops::get);
    }

    /** The result of a sweep. */
    public record Result(Usage usage, Errors errors, Latencies.Summary latencies) {}

    /**
     * Sends the numbers from 0 to {@code count} - 1 and waits for every reply.
     *
     * @param frame makes a template for each event loop
     * @throws ServerUnreachable if a connection is lost meanwhile
     */
    public Result send(String what, OpKind kind, Supplier<FrameTemplate> frame, long count) {
        Meter meter = new Meter(this::done, server);
        long before = done();
        List<CompletableFuture<Void>> shares = new ArrayList<>();
        for (int i = 0; i < loops.size(); i++) {
            int index = i;
            FrameTemplate own = frame.get();
            shares.add(CompletableFuture.supplyAsync(
                            () -> loops.get(index).start(pool.ofLoop(index), kind, own, index, loops.size(), count),
                            transport.loop(index))
                    .thenCompose(share -> share));
        }
        await(what, CompletableFuture.allOf(shares.toArray(CompletableFuture<?>[]::new)), before, count);
        Errors errors = new Errors();
        Latencies latencies = new Latencies();
        loops.forEach(loop -> {
            errors.add(loop.errors());
            latencies.add(loop.latencies());
        });
        return new Result(meter.usage(), errors, latencies.summary(kind.label()));
    }

    private void await(String what, CompletableFuture<Void> all, long before, long count) {
        while (true) {
            try {
                all.get(PROGRESS_MILLIS, TimeUnit.MILLISECONDS);
                progress.show("");
                return;
            } catch (TimeoutException e) {
                progress.show(String.format("%s: %,d of %,d", what, done() - before, count));
            } catch (ExecutionException e) {
                throw new ServerUnreachable(
                        what + ": connection lost: " + e.getCause().getMessage(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ServerUnreachable(what + ": interrupted", e);
            }
        }
    }

    private long done() {
        return loops.stream().mapToLong(SweepLoop::done).sum();
    }

    @Override
    public void close() {
        pool.close();
    }
}
