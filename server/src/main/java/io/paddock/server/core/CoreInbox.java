// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jctools.queues.MpscArrayQueue;
import org.jctools.queues.MpscUnboundedArrayQueue;

/**
 * Queues for the core thread: writes of clients, and tasks. Other threads fill them. The inbox exists before
 * the core does, so that every part of a server can be given it.
 *
 * <p>Writes are limited by their number and by the bytes of all writes not yet answered. When {@link #submit}
 * refuses, the connection stops reading. The number of tasks is limited by the number of connections, because
 * each has a few at most.
 */
public final class CoreInbox {
    private static final int WRITES_MAX = 1 << 16;
    private static final long BYTES_MIN = 64L << 20;
    private static final int SHARE_OF_HEAP = 8;

    private final Queue<OrderedRequest> writes = new MpscArrayQueue<>(WRITES_MAX);
    private final Queue<CoreTask> tasks = new MpscUnboundedArrayQueue<>(256);
    /**
     * Bytes of all writes submitted and not yet answered. A log that takes nothing must not fill the memory.
     */
    private final AtomicLong bytesInFlight = new AtomicLong();

    private final long bytesInFlightMax;
    private volatile Thread parked; // null while the core thread runs
    private volatile boolean logWillWake;

    /** @param bytesInFlightMax limit on the bytes of writes that are not yet answered */
    public CoreInbox(long bytesInFlightMax) {
        this.bytesInFlightMax = bytesInFlightMax;
    }

    /** @return an inbox whose limit fits the heap of this JVM */
    public static CoreInbox forThisHeap() {
        return new CoreInbox(Math.max(BYTES_MIN, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP));
    }

    /** A task for the core thread that needs the present role. */
    @FunctionalInterface
    public interface CoreTask {
        /** Runs on the core thread. */
        void run(Role role);
    }

    /**
     * Hands in a write. Event loops call this.
     *
     * @return false if too much is queued; try again after something was delivered
     */
    public boolean submit(OrderedRequest write) {
        if (!hasRoom() || !writes.offer(write)) {
            return false;
        }
        bytesInFlight.addAndGet(write.bytes());
        // While the log syncs, writes queue up. When the log thread is done it wakes the core, and they
        // become the next batch. Waking the core for each of them would cost more than preparing them.
        if (!logWillWake) {
            wake();
        }
        return true;
    }

    /** @return whether there is room for the bytes of another write; may be called by any thread */
    public boolean hasRoom() {
        return bytesInFlight.get() <= bytesInFlightMax;
    }

    /** @return how many writes wait to be prepared, approximately; may be called by any thread */
    public int writesWaiting() {
        return writes.size();
    }

    /** Hands in a task that needs the present role. Any thread may call this. */
    public void post(CoreTask task) {
        tasks.add(task);
        wake();
    }

    /** Hands in a task. Any thread may call this. */
    public void execute(Runnable task) {
        post(role -> task.run());
    }

    /**
     * Runs a question about the core thread's state on the core thread. Any other thread may call this.
     *
     * @return the answer, or the exception that the question threw
     */
    public <T> CompletableFuture<T> ask(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        execute(() -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    /** Wakes the core thread, because there is something to look at. Any thread may call this. */
    void wake() {
        Thread thread = parked;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    /** The log thread begins a batch, and will wake the core thread at its end. Called by the core thread. */
    void logBegins() {
        logWillWake = true;
    }

    /** The log thread has finished everything that it had. Called by the log thread. */
    void logEnds() {
        logWillWake = false;
        wake();
    }

    /** @return the next task, or null; only for the core thread */
    CoreTask nextTask() {
        return tasks.poll();
    }

    /** @return the next write, or null; only for the core thread */
    OrderedRequest nextWrite() {
        return writes.poll();
    }

    boolean hasTasks() {
        return !tasks.isEmpty();
    }

    boolean hasWrites() {
        return !writes.isEmpty();
    }

    /** A write was answered or dropped: its bytes no longer count. */
    void release(OrderedRequest write) {
        release(write.bytes());
    }

    void release(long bytes) {
        bytesInFlight.addAndGet(-bytes);
    }

    /** @return the bytes of all writes not yet answered; may be called by any thread */
    long bytesInFlight() {
        return bytesInFlight.get();
    }

    /**
     * Parks the core thread, which must be the caller, until something is handed in or the time is over.
     *
     * @param isIdle called after other threads can see that this thread is about to park. It sees everything
     *     that was handed in before; whatever is handed in later wakes this thread
     */
    void park(long nanos, BooleanSupplier isIdle) {
        parked = Thread.currentThread();
        if (isIdle.getAsBoolean()) {
            LockSupport.parkNanos(this, nanos);
        }
        parked = null;
    }
}
