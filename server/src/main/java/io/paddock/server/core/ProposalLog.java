// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.protocol.Payload;
import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.storage.log.TxnLogWriter;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jctools.queues.MpscUnboundedArrayQueue;
import org.jctools.queues.SpscArrayQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log thread: appends all it is given, syncs once, says up to where the log is durable.
 *
 * <p>The core hands over records in batches and learns of durability from {@link #durableZxid}. When the disk fails, the log thread stops and
 * waits until the core has {@link #acknowledgeFailure acknowledged} it, by then having taken back every txn that was not yet durable; it
 * cuts those off the log, and tries once a second until the disk takes writes again.
 */
public final class ProposalLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProposalLog.class);
    private static final int BATCHES_MAX = 1024;
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final TxnLogWriter log;
    private final LogMetrics metrics;
    private final AtomicInteger txnsWaiting = new AtomicInteger();
    private final Thread thread;
    private final Runnable wakeCore;
    private final Consumer<Throwable> fatal;
    private final Queue<LogBatch> handed = new SpscArrayQueue<>(BATCHES_MAX);
    private final Queue<LogBatch> recycled = new SpscArrayQueue<>(BATCHES_MAX);
    private final Queue<DiskTask> diskTasks = new MpscUnboundedArrayQueue<>(16);
    private volatile long durableZxid;
    private volatile boolean snapshotDue;
    private volatile boolean failed;
    private volatile int acknowledged;
    private volatile boolean sleeping;
    private volatile boolean busy;
    private volatile boolean stopping;

    // Of the core thread.
    private LogBatch filling = new LogBatch();
    private int generation;

    ProposalLog(TxnLogWriter log, LogMetrics metrics, Runnable wakeCore, Consumer<Throwable> fatal) {
        this.log = log;
        this.metrics = metrics;
        this.wakeCore = wakeCore;
        this.fatal = fatal;
        this.durableZxid = log.durableZxid();
        this.thread = new Thread(this::run, "log");
    }

    void start() {
        thread.start();
    }

    /** Adds a txn to the batch being filled. By the core. */
    void append(LoggedTxn txn) {
        filling.add(txn);
    }

    /** Adds an encoded txn to the batch being filled. By the core. */
    public void append(long zxid, Payload txn) {
        filling.add(zxid, txn);
    }

    /**
     * Runs something on the log thread once all handed over before is durable. Not while anything else appended waits to be handed over. By the core.
     *
     * @param task may change the log's files; what it throws counts as a failure of the log
     */
    public void run(DiskTask task) {
        diskTasks.add(task);
        LockSupport.unpark(thread);
    }

    /** Work on the disk that has its place among the appends. */
    public interface DiskTask {
        /** @param log the writer, with everything appended before durable */
        void run(TxnLogWriter log) throws IOException;
    }

    /** Hands the batch over. By the core, once it has prepared all it had. @return false when the log thread is too far behind */
    boolean handOver() {
        if (filling.isEmpty()) {
            return true;
        }
        // Before the batch is seen: the log thread may be done with it, and have said so, at once.
        busy = true;
        int count = filling.count();
        filling.handed(System.nanoTime());
        txnsWaiting.addAndGet(count);
        if (!handed.offer(filling)) {
            txnsWaiting.addAndGet(-count);
            return false;
        }
        metrics.requests().add(count);
        LogBatch next = recycled.poll();
        filling = next == null ? new LogBatch() : next;
        filling.reset(generation);
        if (sleeping) {
            LockSupport.unpark(thread);
        }
        return true;
    }

    /** @return whether the log thread is at work, and will wake the core when it is done */
    boolean isBusy() {
        return busy;
    }

    /** @return every txn up to this one would survive a power cut */
    public long durableZxid() {
        return durableZxid;
    }

    /** @return whether the log thread runs: once it has ended nothing becomes durable any more */
    boolean isAlive() {
        return thread.isAlive();
    }

    /** @return whether the log takes nothing just now */
    boolean isFailed() {
        return failed;
    }

    /** @return true once after enough was logged for a snapshot */
    boolean takeSnapshotDue() {
        boolean due = snapshotDue;
        if (due) {
            snapshotDue = false;
        }
        return due;
    }

    /** The core has taken back all that is not durable. */
    void acknowledgeFailure() {
        generation++;
        filling.reset(generation);
        acknowledged = generation;
        LockSupport.unpark(thread);
    }

    /** Logs what has been handed over, then stops. */
    @Override
    public void close() {
        stopping = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
            log.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.warn("closing the txn log failed", e);
        }
        filling.release();
        for (LogBatch each = handed.poll(); each != null; each = handed.poll()) {
            each.release(); // Taken back when the log failed.
        }
        for (LogBatch each = recycled.poll(); each != null; each = recycled.poll()) {
            each.release();
        }
    }

    private void run() {
        int alive = 0;
        try {
            while (!(failed && stopping)) {
                LogBatch batch = handed.poll();
                DiskTask task = batch == null ? diskTasks.poll() : null;
                if (task != null) {
                    alive = runOnDisk(task, alive);
                } else if (batch == null) {
                    if (stopping) {
                        return;
                    }
                    sleep();
                } else {
                    alive = logFrom(batch, alive);
                }
            }
        } catch (Throwable e) {
            fatal.accept(e);
        }
    }

    private void sleep() {
        sleeping = true;
        if (handed.isEmpty() && diskTasks.isEmpty() && !stopping) {
            LockSupport.park(this);
        }
        sleeping = false;
    }

    private int runOnDisk(DiskTask task, int alive) {
        try {
            task.run(log);
            durableZxid = log.durableZxid();
            wakeCore.run();
            return alive;
        } catch (IOException e) {
            return fail(e, alive);
        }
    }

    /** @return the generation that is alive afterwards */
    private int logFrom(LogBatch first, int alive) {
        try {
            long oldestNanos = first.handedNanos();
            int count = 0;
            for (LogBatch batch = first; batch != null; batch = handed.poll()) {
                try {
                    count += append(batch, alive);
                } finally {
                    recycle(batch);
                }
            }
            long durable = sync(count, oldestNanos);
            if (log.snapshotDue()) {
                log.rollForSnapshot();
                snapshotDue = true;
            }
            durableZxid = durable;
            busy = false;
            wakeCore.run();
            return alive;
        } catch (IOException e) {
            return fail(e, alive);
        }
    }

    /** @return how many txns were appended */
    private int append(LogBatch batch, int alive) throws IOException {
        int count = batch.count();
        metrics.queueSize().record(txnsWaiting.getAndAdd(-count));
        if (batch.generation() != alive) {
            return 0;
        }
        long start = System.nanoTime();
        batch.appendTo(log);
        metrics.queuedMillis().record(LogMetrics.millis(batch.handedNanos(), start), count);
        metrics.appendMillis().record(LogMetrics.millis(start, System.nanoTime()) / Math.max(1, count), count);
        return count;
    }

    private long sync(int count, long oldestNanos) throws IOException {
        long start = System.nanoTime();
        long durable = log.sync();
        long end = System.nanoTime();
        if (count > 0) {
            metrics.batchSize().record(count);
            metrics.syncMillis().record(LogMetrics.millis(start, end));
            metrics.flushMillis().record(LogMetrics.millis(start, end), count);
            metrics.queuedAndFlushedMillis().record(LogMetrics.millis(oldestNanos, end), count);
        }
        return durable;
    }

    private void recycle(LogBatch batch) {
        if (!recycled.offer(batch)) {
            batch.release();
        }
    }

    private int fail(IOException cause, int alive) {
        LOG.error(
                "The txn log cannot be written ({}): writes are refused until it can, reads go on. Free space or repair the disk of {}.",
                cause.toString(),
                log.directory(),
                cause);
        durableZxid = log.durableZxid();
        busy = false;
        failed = true;
        wakeCore.run();
        diskTasks.clear();
        while (acknowledged == alive || !repaired()) {
            if (stopping) {
                return acknowledged;
            }
            LockSupport.parkNanos(this, RETRY_NANOS);
        }
        LOG.info("The txn log can be written again: writes are accepted");
        failed = false;
        wakeCore.run();
        return acknowledged;
    }

    private boolean repaired() {
        try {
            log.repair();
            return true;
        } catch (IOException e) {
            LOG.debug("the txn log still fails", e);
            return false;
        }
    }
}
