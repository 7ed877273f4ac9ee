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
 * What other threads hand to the core thread: clients' writes, and tasks. It exists before the core does, so that every part of a server
 * can be given it.
 *
 * <p>Writes are bounded by their number and by the bytes of all writes not yet answered. When {@link #submit} refuses, the connection
 * stops reading. Tasks are bounded by the number of connections: each has a few at most.
 */
public final class CoreInbox {
    private static final int WRITES_MAX = 1 << 16;
    private static final long BYTES_MIN = 64L << 20;
    private static final int SHARE_OF_HEAP = 8;

    private final Queue<OrderedRequest> writes = new MpscArrayQueue<>(WRITES_MAX);
    private final Queue<CoreTask> tasks = new MpscUnboundedArrayQueue<>(256);
    /** Of all writes submitted and not yet answered: a log that stands still must not fill the memory. */
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
        /** On the core thread. */
        void run(Role role);
    }

    /** Hands in a write. From an event loop. @return false if too much is queued; try again after something was delivered */
    public boolean submit(OrderedRequest write) {
        if (!hasRoom() || !writes.offer(write)) {
            return false;
        }
        bytesInFlight.addAndGet(write.bytes());
        // While the log syncs, writes queue up: the log thread wakes the core when it is done, and they become the
        // next batch. To wake the core for each of them would cost more than to prepare them.
        if (!logWillWake) {
            wake();
        }
        return true;
    }

    /** @return whether there is room for the bytes of another write. Any thread */
    public boolean hasRoom() {
        return bytesInFlight.get() <= bytesInFlightMax;
    }

    /** @return writes that wait to be prepared; approximate. Any thread */
    public int writesWaiting() {
        return writes.size();
    }

    /** Hands in a task that needs the present role. Any thread. */
    public void post(CoreTask task) {
        tasks.add(task);
        wake();
    }

    /** Hands in a task. Any thread. */
    public void execute(Runnable task) {
        post(role -> task.run());
    }

    /** Asks for something of the core thread's state. Any other thread. @return the answer, or what the question threw */
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

    /** The core thread has something to look at. Any thread. */
    void wake() {
        Thread thread = parked;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    /** The log thread begins with a batch, and will wake the core thread at its end. From the core thread. */
    void logBegins() {
        logWillWake = true;
    }

    /** The log thread is done with what it had. From the log thread. */
    void logEnds() {
        logWillWake = false;
        wake();
    }

    /** @return the next task, or null. On the core thread */
    CoreTask nextTask() {
        return tasks.poll();
    }

    /** @return the next write, or null. On the core thread */
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

    /** @return the bytes of all writes not yet answered. Any thread */
    long bytesInFlight() {
        return bytesInFlight.get();
    }

    /**
     * Parks the calling thread, the core thread, until something is handed in or the time is over.
     *
     * @param isIdle asked after other threads can see that this one is about to park: what they hand in before is seen by this question, what
     *     they hand in later wakes
     */
    void park(long nanos, BooleanSupplier isIdle) {
        parked = Thread.currentThread();
        if (isIdle.getAsBoolean()) {
            LockSupport.parkNanos(this, nanos);
        }
        parked = null;
    }
}
