// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The core thread: it drives {@link CoreLoop}, and parks when there is nothing to do. */
public final class Core implements AutoCloseable {
    private final CoreLoop loop;
    private final CoreInbox inbox;
    private final ProposalLog log;
    private final Clock clock;
    private final Consumer<Throwable> fatal;
    private final Thread thread = new Thread(this::run, "core");
    private volatile boolean stopping;

    /**
     * @param snapshotDue called on the core thread when enough has been logged for a snapshot
     * @param fatal takes any error that must end the server
     */
    public Core(
            CoreParts parts,
            ClientRoles roles,
            ProposalLog log,
            Agreement agreement,
            Runnable snapshotDue,
            Consumer<Throwable> fatal) {
        Deadlines deadlines = new Deadlines(parts.sessions().tickTimeMillis());
        this.loop = new CoreLoop(parts, roles, log, agreement, snapshotDue, deadlines);
        this.inbox = parts.inbox();
        this.log = log;
        this.clock = parts.clock();
        this.fatal = fatal;
    }

    /** Starts the core thread and the log thread. */
    public void start() {
        loop.start(clock.monotonicMillis());
        log.start();
        thread.start();
    }

    /** Finishes the submitted writes, as far as the log takes them, then stops the threads. */
    @Override
    public void close() {
        stopping = true;
        inbox.wake();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        log.close();
    }

    private void run() {
        try {
            while (!stopping || loop.isUnfinished()) {
                if (!loop.doWork(clock.monotonicMillis())) {
                    park();
                }
            }
        } catch (Throwable e) {
            fatal.accept(e);
        }
    }

    private void park() {
        long pauseMillis = loop.pauseMillis(clock.monotonicMillis());
        if (pauseMillis > 0) { // Parking for 0 ms would consume a wake-up that is meant for the next pause.
            inbox.park(TimeUnit.MILLISECONDS.toNanos(pauseMillis), this::mayPark);
        }
    }

    private boolean mayPark() {
        return loop.isIdle() && (!stopping || loop.isUnfinished());
    }
}
