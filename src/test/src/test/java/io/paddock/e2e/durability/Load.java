// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.durability;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;

/** Several writers at once, each on a thread of its own, that check all they are told. Used by one thread. */
public final class Load implements AutoCloseable {
    private static final int JOIN_SECONDS = 120;

    private final Order order = new Order();
    private final List<Writer> writers = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> running = new ArrayList<>();

    private Load(int writerCount, long seed, boolean fenced) {
        for (int i = 0; i < writerCount; i++) {
            writers.add(new Writer(i, seed * 31 + i, order, fenced));
        }
    }

    /** Writers on one server. */
    Load(int writerCount, long seed) {
        this(writerCount, seed, false);
    }

    /** Writers that go to another member of an ensemble when one is lost. */
    public static Load onEnsemble(int writerCount, long seed) {
        return new Load(writerCount, seed, true);
    }

    /** Creates the subtrees. */
    void begin(int port) {
        begin(() -> port);
    }

    /** The same where each attempt to connect may go to another port. */
    public void begin(IntSupplier ports) {
        writers.forEach(writer -> writer.begin(ports));
    }

    List<Writer> writers() {
        return writers;
    }

    Order order() {
        return order;
    }

    /** Lets all write until they are stopped or their connections break. */
    void start() {
        for (Writer writer : writers) {
            writer.goOn();
            running.add(threads.submit(writer::write));
        }
    }

    /** Lets all write until they are stopped, with a new connection whenever one breaks. */
    public void startThroughFailures() {
        for (Writer writer : writers) {
            writer.goOn();
            running.add(threads.submit(writer::writeThroughFailures));
        }
    }

    /** Runs something else beside them, until {@link #join}. */
    public void beside(Runnable task) {
        running.add(threads.submit(task));
    }

    /** How many requests have been acknowledged. */
    public int acknowledged() {
        return writers.stream().mapToInt(Writer::acknowledged).sum();
    }

    /** True while none has ended, be it in good order or by a reply it did not expect. */
    public boolean isRunning() {
        return running.stream().noneMatch(Future::isDone);
    }

    /** Throws what a writer that has ended found wrong. */
    void throwWhatWasFound() {
        for (Future<?> each : running) {
            if (each.isDone()) {
                result(each);
            }
        }
    }

    /** Lets all end after the requests under way. */
    public void stop() {
        writers.forEach(Writer::stop);
    }

    /** The same where the server is gone. */
    void giveUp() {
        writers.forEach(Writer::giveUp);
    }

    /** Waits until all have ended; throws what the first of them found wrong. */
    public void join() {
        try {
            running.forEach(Load::result);
        } finally {
            running.clear();
        }
    }

    private static void result(Future<?> writer) {
        try {
            writer.get(JOIN_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (TimeoutException e) {
            throw new AssertionError("a writer did not end", e);
        }
    }

    /** Checks what a restarted server shows. */
    void recover(int port) {
        order.restarted();
        writers.forEach(writer -> writer.recover(() -> port));
    }

    /** Connects all again and checks what the ensemble shows. */
    public void recover(IntSupplier ports) {
        writers.forEach(writer -> writer.recover(ports));
    }

    @Override
    public void close() {
        giveUp();
        threads.shutdownNow();
        writers.forEach(Writer::close);
    }
}
