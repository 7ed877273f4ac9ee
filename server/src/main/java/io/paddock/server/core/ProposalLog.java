// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.protocol.Payload;
import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.server.metrics.Metrics;
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
 * The log thread: it appends everything that the core hands over, syncs once, and publishes up to where the
 * log is durable.
 *
 * <p>The core hands over records in batches and reads {@link #durableZxid}. When the disk fails, the log
 * thread stops and waits until the core has {@link #acknowledgeFailure acknowledged} the failure. By then the
 * core has taken back every txn that was not yet durable. The log thread then cuts those txns off the log. It
 * retries once a second until the disk takes writes again.
 */
public final class ProposalLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProposalLog.class);
    private static final int BATCHES_MAX = 1024;
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final TxnLogWriter log;
    private final LogMetrics metrics;
    private final AtomicInteger txnsWaiting = new AtomicInteger();
    private final Thread thread;
    private final CoreInbox inbox;
    private final Consumer<Throwable> fatal;
    private final Queue<LogBatch> handed = new SpscArrayQueue<>(BATCHES_MAX);
    private final Queue<LogBatch> recycled = new SpscArrayQueue<>(BATCHES_MAX);
    private final Queue<DiskTask> diskTasks = new MpscUnboundedArrayQueue<>(16);
    private volatile long durableZxid;
    private volatile boolean snapshotDue;
    private volatile boolean failed;
    private volatile int acknowledged;
    private volatile boolean parked;
    private volatile boolean stopping;

    // Used by the log thread only. The generation of the batches that it logs; other batches are dropped.
    private int alive;

    // Used by the core thread only.
    private LogBatch filling = new LogBatch();
    private int generation;

    /**
     * @param metrics takes what is counted
     * @param inbox wakes the core thread when the log thread has news
     * @param fatal takes any error that must end the server
     */
    public ProposalLog(TxnLogWriter log, Metrics metrics, CoreInbox inbox, Consumer<Throwable> fatal) {
        this.log = log;
        this.metrics = LogMetrics.of(metrics);
        this.inbox = inbox;
        this.fatal = fatal;
        this.durableZxid = log.durableZxid();
        this.thread = new Thread(this::run, "log");
    }

    void start() {
        thread.start();
    }

    /** Adds a txn to the batch being filled. On the core thread. */
    void append(LoggedTxn txn) {
        filling.add(txn);
    }

    /** Adds an encoded txn to the batch being filled. On the core thread. */
    public void append(long zxid, Payload txn) {
        filling.add(zxid, txn);
    }

    /**
     * Runs a task on the log thread, after everything that was handed over before is durable. The caller must
     * have handed over all that it appended. On the core thread.
     *
     * @param task may change the log's files; an exception that it throws counts as a failure of the log
     */
    public void run(DiskTask task) {
        diskTasks.add(task);
        LockSupport.unpark(thread);
    }

    /** A task on the disk that keeps its place among the appends. */
    public interface DiskTask {
        /** @param log the writer; everything appended before is durable */
        void run(TxnLogWriter log) throws IOException;
    }

    /**
     * Hands over the batch. The core thread calls this after it has prepared everything that it had.
     *
     * @return false when the log thread is too far behind
     */
    boolean handOver() {
        if (filling.isEmpty()) {
            return true;
        }
        // This comes before the log thread can see the batch. The log thread may finish the batch at once and
        // report that.
        inbox.logBegins();
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
        if (parked) {
            LockSupport.unpark(thread);
        }
        return true;
    }

    /** @return the last txn up to which the log would survive a power cut */
    public long durableZxid() {
        return durableZxid;
    }

    /** @return whether the log thread runs; once it has ended, nothing becomes durable any more */
    boolean isAlive() {
        return thread.isAlive();
    }

    /** @return whether the log takes no records at the moment */
    boolean isFailed() {
        return failed;
    }

    /** @return true once each time that enough has been logged for a snapshot */
    boolean takeSnapshotDue() {
        boolean due = snapshotDue;
        if (due) {
            snapshotDue = false;
        }
        return due;
    }

    /** The core thread has taken back all txns that are not durable. */
    void acknowledgeFailure() {
        generation++;
        filling.reset(generation);
        acknowledged = generation;
        LockSupport.unpark(thread);
    }

    /** Logs everything that has been handed over, then stops. */
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
            each.release(); // These batches were taken back when the log failed.
        }
        for (LogBatch each = recycled.poll(); each != null; each = recycled.poll()) {
            each.release();
        }
    }

    private void run() {
        try {
            while (!(failed && stopping)) {
                if (!step()) {
                    if (stopping) {
                        return;
                    }
                    park();
                }
            }
        } catch (Throwable e) {
            fatal.accept(e);
        }
    }

    private void park() {
        parked = true;
        if (failed) {
            LockSupport.parkNanos(this, RETRY_NANOS);
        } else if (handed.isEmpty() && diskTasks.isEmpty() && !stopping) {
            LockSupport.park(this);
        }
        parked = false;
    }

    /**
     * Does one piece of work: logs and syncs everything handed over, or runs one task, or tries to repair a
     * failed log. The log thread calls this, or a test that has not started the log thread.
     *
     * @return whether there was anything to do
     */
    boolean step() {
        if (failed) {
            return repair();
        }
        LogBatch batch = handed.poll();
        if (batch != null) {
            log(batch);
            return true;
        }
        DiskTask task = diskTasks.poll();
        if (task != null) {
            runOnDisk(task);
        }
        return task != null;
    }

    private void runOnDisk(DiskTask task) {
        try {
            task.run(log);
            durableZxid = log.durableZxid();
            inbox.wake();
        } catch (IOException e) {
            fail(e);
        }
    }

    private void log(LogBatch first) {
        try {
            long oldestNanos = first.handedNanos();
            int count = 0;
            for (LogBatch batch = first; batch != null; batch = handed.poll()) {
                try {
                    count += append(batch);
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
            inbox.logEnds();
        } catch (IOException e) {
            fail(e);
        }
    }

    /** @return how many txns were appended */
    private int append(LogBatch batch) throws IOException {
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

    private void fail(IOException cause) {
        LOG.error(
                "The txn log cannot be written ({}): writes are refused until it can, reads go on. Free space or repair the disk of {}.",
                cause.toString(),
                log.directory(),
                cause);
        durableZxid = log.durableZxid();
        failed = true;
        inbox.logEnds();
        diskTasks.clear();
    }

    // Repair only after the core has taken back all txns that are not durable: a repaired log must not log
    // them.
    private boolean repair() {
        int next = acknowledged;
        if (next == alive || !repaired()) {
            return false;
        }
        alive = next;
        LOG.info("The txn log can be written again: writes are accepted");
        failed = false;
        inbox.wake();
        return true;
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
