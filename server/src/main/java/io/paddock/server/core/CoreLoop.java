// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.server.session.SessionConnection;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work of the core thread, one pass at a time. A pass takes everything that is queued and lets the role
 * process it. It hands the resulting txns to the log as one batch, and applies what has been committed.
 * Batches form by themselves; nothing waits until one is full.
 *
 * <p>{@link Core} drives the passes with a thread. A test drives them with {@link #doWork}, step by step.
 */
final class CoreLoop {
    private static final Logger LOG = LoggerFactory.getLogger(CoreLoop.class);
    private static final int WRITES_PER_PASS_MAX = 1024;

    private final CoreInbox inbox;
    private final CoreParts parts;
    private final ClientRoles roles;
    private final ProposalLog log;
    private final Agreement agreement;
    private final Runnable snapshotDue;
    private final Deadlines deadlines;
    private boolean logFailed;
    private boolean handedOver = true;
    private long durableSeen;

    /** @param snapshotDue called when enough has been logged for a snapshot */
    CoreLoop(
            CoreParts parts,
            ClientRoles roles,
            ProposalLog log,
            Agreement agreement,
            Runnable snapshotDue,
            Deadlines deadlines) {
        this.inbox = parts.inbox();
        this.parts = parts;
        this.roles = roles;
        this.log = log;
        this.agreement = agreement;
        this.snapshotDue = snapshotDue;
        this.deadlines = deadlines;
    }

    /**
     * Starts; call this before the first pass.
     *
     * @param nowMillis monotonic clock, as in all methods that follow
     */
    void start(long nowMillis) {
        deadlines.start(nowMillis);
        durableSeen = log.durableZxid();
        agreement.started(nowMillis);
    }

    /**
     * Does one pass.
     *
     * @return whether there was anything to do besides looking at the clock
     */
    boolean doWork(long nowMillis) {
        // Tick before the tasks that arrived during a pause: if a task begins a wait, the wait is measured
        // from now.
        agreement.tick(nowMillis);
        boolean worked = runTasks();
        worked |= takeWrites();
        // Send to the other members before our own log writes, so that all disks work at the same time.
        agreement.flush();
        handedOver = log.handOver();
        worked |= lookAtLog();
        // Send commits before they are applied here, so that all members apply at the same time.
        agreement.flush();
        worked |= roles.now().pass();
        // Txns that it prepares are handed over in the next pass, which follows at once.
        worked |= tick(nowMillis);
        agreement.flush();
        return worked;
    }

    private boolean runTasks() {
        boolean any = false;
        for (CoreInbox.CoreTask task = inbox.nextTask(); task != null; task = inbox.nextTask()) {
            task.run(roles.now());
            any = true;
        }
        return any;
    }

    private boolean takeWrites() {
        // While the log thread is behind, the queue fills up and connections stop reading.
        if (!handedOver) {
            return false;
        }
        int count = 0;
        WriteMetrics metrics = parts.metrics();
        boolean any = inbox.hasWrites();
        long start = any ? parts.clock().nanos() : 0;
        metrics.queueSize().record(any ? inbox.writesWaiting() : 0, any ? 1 : 0);
        for (OrderedRequest write = nextWrite(count); write != null; write = nextWrite(count)) {
            count++;
            metrics.queuedMillis().record(TimeUnit.NANOSECONDS.toMillis(Math.max(0, start - write.receivedNanos())));
            if (isSuperseded(write)) {
                parts.release(write);
            } else {
                roles.now().take(write);
            }
        }
        if (count > 0) {
            metrics.requests().add(count);
            long nanos = parts.clock().nanos() - start;
            metrics.prepareMillis().record(TimeUnit.NANOSECONDS.toMillis(nanos) / count, count);
        }
        return count > 0;
    }

    // The write's connection was closed, or its session continues on another connection. No client waits for
    // the write. It must not take effect after what the session does on the new connection.
    private static boolean isSuperseded(OrderedRequest write) {
        SessionConnection now = write.session().connection();
        return write.client().isCut() || now != null && now != write.client();
    }

    private OrderedRequest nextWrite(int count) {
        return count < WRITES_PER_PASS_MAX ? inbox.nextWrite() : null;
    }

    private boolean lookAtLog() {
        if (log.takeSnapshotDue()) {
            snapshotDue.run();
        }
        // Read before the durable zxid, which does not change after a failure.
        boolean failed = log.isFailed();
        boolean any = false;
        long durable = log.durableZxid();
        if (durable != durableSeen) {
            durableSeen = durable;
            agreement.durable(durable);
            any = true;
        }
        if (failed && !logFailed) {
            logFailed = true;
            agreement.logFailed();
            log.acknowledgeFailure();
            any = true;
        } else if (!failed && logFailed) {
            logFailed = false;
            agreement.logRepaired();
            any = true;
        }
        return any;
    }

    private boolean tick(long nowMillis) {
        long stoodStillMillis = deadlines.look(nowMillis);
        if (stoodStillMillis > 0) {
            LOG.warn("This server stood still for {} ms: every session gets that much longer", stoodStillMillis);
            parts.metrics().pauseMillis().record(stoodStillMillis);
            parts.sessions().stalled(stoodStillMillis);
        }
        boolean isDue = nowMillis >= roles.now().nextDueMillis();
        if (isDue) {
            roles.now().tick(nowMillis);
        }
        return isDue;
    }

    /** @return whether a pass now would find nothing to do before the next deadline */
    boolean isIdle() {
        return !inbox.hasTasks()
                && !(handedOver && inbox.hasWrites())
                && log.durableZxid() == durableSeen
                && log.isFailed() == logFailed
                && !roles.now().hasWork();
    }

    /** @return how long an idle core may park, milliseconds; 0 when something is due already */
    long pauseMillis(long nowMillis) {
        return deadlines.pauseMillis(nowMillis, Math.min(roles.now().nextDueMillis(), agreement.nextTickMillis()));
    }

    /** @return whether accepted writes could still be finished; a server that stops waits for them */
    boolean isUnfinished() {
        return log.isAlive() && (inbox.hasWrites() || !agreement.isFinished());
    }
}
