// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;

/** A connected session of Apache's Java client, and the watch events that its default watcher was told. */
public final class ClientSession implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 30_000;
    private static final int WAIT_SECONDS = 60;

    private final ZooKeeper zk;
    private final BlockingQueue<WatchedEvent> events;

    private ClientSession(ZooKeeper zk, BlockingQueue<WatchedEvent> events) {
        this.zk = zk;
        this.events = events;
    }

    /** Connects a new session. */
    public static ClientSession open(String connectString) {
        return open(connectString, TIMEOUT_MILLIS, 0, null);
    }

    /** Connects a new session with a timeout of its own. */
    public static ClientSession open(String connectString, int timeoutMillis) {
        return open(connectString, timeoutMillis, 0, null);
    }

    /** Goes on with a session that another client has, or had. */
    public static ClientSession resume(String connectString, long sessionId, byte[] password) {
        return open(connectString, TIMEOUT_MILLIS, sessionId, password);
    }

    private static ClientSession open(String connectString, int timeoutMillis, long sessionId, byte[] password) {
        BlockingQueue<WatchedEvent> events = new LinkedBlockingQueue<>();
        CountDownLatch connected = new CountDownLatch(1);
        Watcher watcher = event -> {
            if (event.getType() != Watcher.Event.EventType.None) {
                events.add(event);
            } else if (event.getState() == Watcher.Event.KeeperState.SyncConnected) {
                connected.countDown();
            }
        };
        try {
            ZooKeeper zk = password == null
                    ? new ZooKeeper(connectString, timeoutMillis, watcher)
                    : new ZooKeeper(connectString, timeoutMillis, watcher, sessionId, password);
            ClientSession session = new ClientSession(zk, events);
            if (!connected.await(WAIT_SECONDS, TimeUnit.SECONDS)) {
                session.close();
                throw new IllegalStateException("no session at " + connectString + ": " + zk.getState());
            }
            return session;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The stock client itself. */
    public ZooKeeper zk() {
        return zk;
    }

    /** Creates a znode open to all and returns its path. */
    public String create(String path, String data, CreateMode mode) throws KeeperException, InterruptedException {
        return zk.create(
                path, data.getBytes(java.nio.charset.StandardCharsets.UTF_8), ZooDefs.Ids.OPEN_ACL_UNSAFE, mode);
    }

    /** Creates a persistent znode without data. */
    public String create(String path) throws KeeperException, InterruptedException {
        return create(path, "", CreateMode.PERSISTENT);
    }

    /** The data of a znode as text. */
    public String text(String path) throws KeeperException, InterruptedException {
        return new String(zk.getData(path, false, null), java.nio.charset.StandardCharsets.UTF_8);
    }

    /** The next watch event; fails if none comes. */
    public WatchedEvent nextEvent() throws InterruptedException {
        WatchedEvent event = events.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("no watch event came");
        }
        return event;
    }

    /** Events that came and that nobody took yet. */
    public int pendingEvents() {
        return events.size();
    }

    @Override
    public void close() {
        try {
            zk.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
