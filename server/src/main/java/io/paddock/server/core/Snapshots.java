// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.protocol.Zxid;
import io.paddock.server.metrics.Counter;
import io.paddock.server.metrics.Metrics;
import io.paddock.server.metrics.Summary;
import io.paddock.storage.snapshot.SnapshotWriter;
import io.paddock.storage.tree.TreeReplaced;
import io.paddock.storage.tree.ZnodeTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes snapshots while clients write, one at a time, on a thread that exists only for one snapshot. If a
 * snapshot cannot be written, the error is reported and the log grows. The previous snapshot remains valid.
 */
public final class Snapshots implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);
    private static final long CLOSE_WAIT_MILLIS = 10_000;

    private final ZnodeTree tree;
    private final SnapshotWriter writer;
    private final Path directory;
    private final Summary takenMillis;
    private final Counter errors;
    private final AtomicBoolean running = new AtomicBoolean();
    private volatile Thread thread;
    private volatile SnapshotWriter.Written last;

    public Snapshots(ZnodeTree tree, SnapshotWriter writer, Path directory, Metrics metrics) {
        this.takenMillis = metrics.summary("snapshottime");
        this.errors = metrics.counter("snapshot_error_count");
        this.tree = tree;
        this.writer = writer;
        this.directory = directory;
    }

    /** Starts a snapshot unless one is being written. Any thread may call this. */
    public void start() {
        if (!running.compareAndSet(false, true)) {
            LOG.warn("Too busy to snap, skipping");
            return;
        }
        thread = new Thread(this::write, "snapshot");
        thread.setDaemon(true);
        thread.start();
    }

    private void write() {
        try {
            long start = System.nanoTime();
            LOG.info("Snapshotting: 0x{} to {}", Zxid.hex(tree.lastZxid()), directory);
            last = writer.write(tree);
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            takenMillis.record(millis);
            LOG.info("Snapshot taken in {} ms: {}, {} bytes", millis, last.name(), last.bytes());
        } catch (TreeReplaced e) {
            LOG.info("The snapshot is {}", e.getMessage());
        } catch (IOException | RuntimeException e) {
            errors.increment();
            LOG.error("The snapshot could not be written; the one before stays in force and the log grows", e);
        } finally {
            running.set(false);
        }
    }

    /** @return the last snapshot written, null before the first */
    public SnapshotWriter.Written last() {
        return last;
    }

    /** Waits for a snapshot that is being written. */
    @Override
    public void close() {
        Thread writing = thread;
        if (writing != null) {
            try {
                writing.join(CLOSE_WAIT_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
