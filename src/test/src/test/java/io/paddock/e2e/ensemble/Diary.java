// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.ensemble;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.ConnectionLossException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;

/**
 * One application on the stock client, as a user would write it: it holds an ephemeral, adds entries, counts them in a znode, and tries again
 * after a lost connection. It notes all it was promised. Nothing but a lost connection may ever be told to it.
 */
public final class Diary implements AutoCloseable {
    /** Parent of all diaries. */
    public static final String TOP = "/diaries";

    private static final int SESSION_MILLIS = 30_000;
    private static final int CONNECT_SECONDS = 60;
    private static final int LOST_MAX = 2_000;
    private static final long PAUSE_NANOS = 5_000_000;
    private static final long RETRY_NANOS = 50_000_000;

    private final String path;
    private final ZooKeeper zk;
    private final CountDownLatch connected = new CountDownLatch(1);
    private final List<String> acknowledged = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger connectionsLost = new AtomicInteger();
    private final AtomicReference<Throwable> trouble = new AtomicReference<>();
    private final Thread thread;
    private long session;
    private int version;
    private volatile boolean stopped;

    /** Connects and begins to write. @param number tells this one from others */
    public Diary(String connectString, int number) throws Exception {
        this(connectString, number, SESSION_MILLIS);
    }

    /** The same with a session timeout of one's own. */
    public Diary(String connectString, int number, int sessionMillis) throws Exception {
        path = TOP + "/" + number;
        zk = new ZooKeeper(connectString, sessionMillis, this::told);
        if (!connected.await(CONNECT_SECONDS, TimeUnit.SECONDS)) {
            zk.close();
            throw new IllegalStateException("no session at " + connectString);
        }
        session = zk.getSessionId();
        create(TOP, CreateMode.PERSISTENT);
        create(path, CreateMode.PERSISTENT);
        create(path + "/alive", CreateMode.EPHEMERAL);
        create(path + "/count", CreateMode.PERSISTENT);
        thread = new Thread(this::write, "diary " + number);
        thread.setDaemon(true);
        thread.start();
    }

    private void told(WatchedEvent event) {
        if (event.getState() == Watcher.Event.KeeperState.SyncConnected) {
            connected.countDown();
        } else if (event.getState() == Watcher.Event.KeeperState.Disconnected) {
            connectionsLost.incrementAndGet();
        } else if (event.getState() == Watcher.Event.KeeperState.Expired) {
            trouble.compareAndSet(null, new AssertionError("session 0x" + Long.toHexString(session) + " expired"));
        }
    }

    private void write() {
        try {
            for (int number = 0; !stopped; number++) {
                String entry = path + "/" + number;
                create(entry, CreateMode.PERSISTENT);
                acknowledged.add(entry);
                count(number);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (Throwable e) {
            if (!stopped) {
                trouble.compareAndSet(null, new AssertionError(path + ": " + e, e));
            }
        }
    }

    private void create(String what, CreateMode mode) throws KeeperException, InterruptedException {
        boolean inDoubt = what.equals(TOP);
        for (int lost = 0; ; lost++) {
            try {
                zk.create(what, bytes(what), ZooDefs.Ids.OPEN_ACL_UNSAFE, mode);
                return;
            } catch (ConnectionLossException e) {
                inDoubt = true;
                pause(e, lost);
            } catch (KeeperException.NodeExistsException e) {
                if (inDoubt) {
                    return;
                }
                throw e;
            }
        }
    }

    private void count(int number) throws KeeperException, InterruptedException {
        boolean inDoubt = false;
        for (int lost = 0; ; lost++) {
            try {
                version =
                        zk.setData(path + "/count", bytes("" + number), version).getVersion();
                return;
            } catch (ConnectionLossException e) {
                inDoubt = true;
                pause(e, lost);
            } catch (KeeperException.BadVersionException e) {
                if (!inDoubt) {
                    throw e;
                }
                version++; // It had been done: nobody else writes here.
                return;
            }
        }
    }

    private void pause(ConnectionLossException e, int lost) throws ConnectionLossException {
        if (lost >= LOST_MAX) {
            throw e;
        }
        LockSupport.parkNanos(RETRY_NANOS);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** From now on its client uses these members. */
    public void use(String connectString) throws IOException {
        zk.updateServerList(connectString);
    }

    /** How many entries have been acknowledged. */
    public int written() {
        return acknowledged.size();
    }

    /** How often its connection was lost. */
    public int connectionsLost() {
        return connectionsLost.get();
    }

    /** Throws what should not have happened to it. */
    public void check() {
        if (trouble.get() != null) {
            throw new AssertionError(trouble.get().getMessage(), trouble.get());
        }
    }

    /** Ends the writing, and checks that all it was promised is there, through the given client. */
    public void finish(ZooKeeper reader) throws Exception {
        stopped = true;
        thread.join(TimeUnit.SECONDS.toMillis(CONNECT_SECONDS));
        if (thread.isAlive()) {
            throw new AssertionError(path + " does not end");
        }
        check();
        if (zk.getSessionId() != session) {
            throw new AssertionError(path + " has another session than it began with");
        }
        Stat alive = reader.exists(path + "/alive", false);
        if (alive == null || alive.getEphemeralOwner() != session) {
            throw new AssertionError(
                    path + "/alive is " + alive + ", its owner lives as 0x" + Long.toHexString(session));
        }
        Set<String> missing = new TreeSet<>(acknowledged);
        for (String child : reader.getChildren(path, false)) {
            missing.remove(path + "/" + child);
        }
        if (!missing.isEmpty()) {
            throw new AssertionError("acknowledged and gone: " + missing);
        }
        String counted = new String(reader.getData(path + "/count", false, null), StandardCharsets.UTF_8);
        if (!counted.equals("" + (acknowledged.size() - 1))) {
            throw new AssertionError(path + "/count is " + counted + " after " + acknowledged.size() + " entries");
        }
    }

    @Override
    public void close() {
        stopped = true;
        try {
            zk.close();
            thread.join(TimeUnit.SECONDS.toMillis(CONNECT_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
