// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.chaos;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;

/**
 * A stock client that reads a znode after each event, and only then. If one event is lost, it never sees the
 * last state.
 *
 * <p>It also checks that no event comes twice or without a change, and that it never reads an older state
 * after a newer one.
 */
final class WatchReader implements AutoCloseable {
    private static final int SESSION_MILLIS = 30_000;
    private static final int CONNECT_SECONDS = 60;

    private final String path;
    private final ZooKeeper zk;
    private final CountDownLatch connected = new CountDownLatch(1);
    private final AtomicInteger disconnects = new AtomicInteger();
    private final AtomicReference<Throwable> trouble = new AtomicReference<>();
    private final Thread thread;
    private volatile int versionSeen = -1;
    private volatile int changesSeen;
    private volatile boolean stopped;

    WatchReader(String connectString, String path) throws Exception {
        this.path = path;
        zk = new ZooKeeper(connectString, SESSION_MILLIS, this::told);
        thread = new Thread(this::read, "watch reader");
        thread.setDaemon(true);
        if (!connected.await(CONNECT_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("no session at " + connectString);
        }
        thread.start();
    }

    private void told(WatchedEvent event) {
        if (event.getState() == Watcher.Event.KeeperState.SyncConnected) {
            connected.countDown();
        } else if (event.getState() == Watcher.Event.KeeperState.Disconnected) {
            disconnects.incrementAndGet();
        } else if (event.getState() == Watcher.Event.KeeperState.Expired) {
            trouble.compareAndSet(null, new AssertionError("the watch reader's session expired"));
        }
    }

    private void read() {
        try {
            while (!stopped) {
                readOnce();
            }
        } catch (Throwable e) {
            if (!stopped) {
                trouble.compareAndSet(null, e);
            }
        }
    }

    private void readOnce() throws KeeperException, InterruptedException {
        BlockingQueue<WatchedEvent> events = new LinkedBlockingQueue<>();
        AtomicInteger count = new AtomicInteger();
        Stat stat = new Stat();
        int disconnectsBefore = disconnects.get();
        try {
            zk.getData(
                    path,
                    event -> {
                        if (event.getType() != Watcher.Event.EventType.None) {
                            if (count.incrementAndGet() > 1) {
                                trouble.compareAndSet(null, new AssertionError("told twice: " + event));
                            }
                            events.add(event);
                        }
                    },
                    stat);
        } catch (KeeperException.ConnectionLossException e) {
            return;
        }
        int version = stat.getVersion();
        boolean stayed = disconnects.get() == disconnectsBefore;
        // After a reconnect, the member may be older than the event, but never older than the last read.
        if (version < versionSeen || stayed && eventPending && version == versionSeen) {
            throw new AssertionError(path + " has version " + version + " after " + versionSeen + " was seen"
                    + (eventPending ? " and a change was told" : ""));
        }
        versionSeen = version;
        eventPending = false;
        while (!stopped) {
            WatchedEvent event = events.poll(1, TimeUnit.SECONDS);
            if (event != null) {
                changesSeen++;
                eventPending = disconnects.get() == disconnectsBefore;
                return;
            }
        }
    }

    // Only the reading thread.
    private boolean eventPending;

    /** How many events it has been told. */
    int changesSeen() {
        return changesSeen;
    }

    /** The version it read last. */
    int versionSeen() {
        return versionSeen;
    }

    /** Throws what should not have happened to it. */
    void check() {
        if (trouble.get() != null) {
            throw new AssertionError(trouble.get().getMessage(), trouble.get());
        }
    }

    @Override
    public void close() {
        stopped = true;
        try {
            zk.close();
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
