// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.storage.disk.Directory;
import io.paddock.storage.recovery.Purge;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes old snapshots and logs, at start and then at a regular interval. */
public final class Purger implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Purger.class);

    private final Directory logs;
    private final Directory snapshots;
    private final int retain;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "purge");
        thread.setDaemon(true);
        return thread;
    });

    /** @param retain number of snapshots to keep, at least 3 */
    public Purger(Directory logs, Directory snapshots, int retain) {
        this.logs = logs;
        this.snapshots = snapshots;
        this.retain = retain;
    }

    /** Purges at once, and again every {@code intervalHours}. */
    public void start(int intervalHours) {
        timer.scheduleWithFixedDelay(this::purge, 0, TimeUnit.HOURS.toSeconds(intervalHours), TimeUnit.SECONDS);
    }

    private void purge() {
        try {
            List<String> deleted = Purge.purge(logs, snapshots, retain);
            LOG.info("Purge task is completed.{}", deleted.isEmpty() ? "" : " Removed " + deleted);
        } catch (IOException | RuntimeException e) {
            LOG.warn("Old snapshots and logs could not be removed; the next try is at the next interval", e);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
