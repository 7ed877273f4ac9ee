// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.gather;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The thread for work that an operator's question needs and that may take long. The thread exists only while
 * there is such work.
 */
public final class FactThread implements Executor, AutoCloseable {
    private static final int WAITING_MAX = 1024;

    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING_MAX), FactThread::named);

    public FactThread() {
        thread.allowCoreThreadTimeOut(true);
    }

    private static Thread named(Runnable task) {
        Thread thread = new Thread(task, "facts");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Runs a task after those that were handed over before.
     *
     * @throws java.util.concurrent.RejectedExecutionException when 1,024 tasks wait already
     */
    @Override
    public void execute(Runnable task) {
        thread.execute(task);
    }

    /** Interrupts the running task and drops those that wait. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
