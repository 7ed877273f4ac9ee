// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.netty.channel.EventLoop;
import io.paddock.server.core.Shard;
import io.paddock.storage.tree.TreeGate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop: its shard, its connections, and those connections that must be flushed. Confined to the
 * loop, except for its shard.
 */
final class LoopState {
    private static final Logger LOG = LoggerFactory.getLogger(LoopState.class);

    private final EventLoop eventLoop;
    private final Shard shard;
    private final LoopStats stats = new LoopStats();
    private final long bytesMax;
    private final BigReplies bigReplies;
    private final OrderlyCloses orderlyCloses = new OrderlyCloses();
    private final DepartedClients departed = new DepartedClients();
    private final Set<Connection> connections = new LinkedHashSet<>();
    private long gatheredBytes;
    private long unreadBytes;
    private List<Connection> dirty = new ArrayList<>();

    /**
     * Starts without connections. The limit holds for unfinished requests, for large replies, and for other
     * unread replies and events: each kind may take that many bytes.
     *
     * @param eventLoop the loop
     * @param gate of the tree
     * @param bytesMax the limit for each kind
     */
    LoopState(EventLoop eventLoop, TreeGate gate, long bytesMax) {
        this.eventLoop = eventLoop;
        this.bytesMax = bytesMax;
        this.bigReplies = new BigReplies(bytesMax);
        this.shard = new Shard(eventLoop, gate, this::flushDirty);
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    Shard shard() {
        return shard;
    }

    LoopStats stats() {
        return stats;
    }

    BigReplies bigReplies() {
        return bigReplies;
    }

    OrderlyCloses orderlyCloses() {
        return orderlyCloses;
    }

    DepartedClients departed() {
        return departed;
    }

    /**
     * Counts memory that is taken by unfinished requests.
     *
     * @return whether it is within the limit
     */
    boolean mayGather(int bytes) {
        gatheredBytes += bytes;
        return gatheredBytes <= bytesMax;
    }

    /**
     * Makes room by closing the connections that hold most, until there is enough. The connection whose bytes
     * arrived last need not be the cause.
     */
    void refuseLargestInput() {
        while (gatheredBytes > bytesMax) {
            Connection largest = Collections.max(connections, Comparator.comparingInt(Connection::inputBytes));
            if (largest.inputBytes() == 0) {
                return;
            }
            largest.refuseInput();
        }
    }

    /** Counts memory of unfinished requests that was released. */
    void gathered(int bytes) {
        gatheredBytes -= bytes;
    }

    /** Counts bytes that clients leave unread, or (negative) have read. */
    void unread(long bytes) {
        unreadBytes += bytes;
    }

    /**
     * Makes room by closing the connections that leave most unread. It frees a quarter at once, because
     * looking at every connection is expensive.
     */
    void boundUnread() {
        if (unreadBytes <= bytesMax) {
            return;
        }
        // Each connection was counted when something was sent to it. Count again what its client has read
        // since.
        connections.forEach(each -> each.output().recount());
        long goal = bytesMax - bytesMax / 4;
        while (unreadBytes > goal) {
            Connection largest = Collections.max(
                    connections, Comparator.comparingLong(each -> each.output().countedBytes()));
            if (largest.output().countedBytes() == 0) {
                return;
            }
            largest.refuseUnread();
        }
    }

    void add(Connection connection) {
        connections.add(connection);
    }

    void remove(Connection connection) {
        connections.remove(connection);
    }

    Collection<Connection> connections() {
        return Collections.unmodifiableCollection(connections);
    }

    /** The connection has written something outside its own read. */
    void dirty(Connection connection) {
        dirty.add(connection);
    }

    void flushDirty() {
        if (dirty.isEmpty()) {
            return;
        }
        List<Connection> batch = dirty;
        dirty = new ArrayList<>(); // A flush may make others dirty, and a failed flush must not stop the rest.
        for (Connection each : batch) {
            try {
                each.flushNow();
            } catch (RuntimeException e) {
                LOG.error("flushing to {} failed", each.peer(), e);
                each.life().closeNow();
            }
        }
    }

    /**
     * Closes connections that opened no session in time. While large replies wait for room, it also closes
     * connections whose clients do not read theirs.
     */
    void sweep(long nowNanos, long sessionlessNanos) {
        boolean roomIsAwaited = bigReplies.isAwaited();
        for (Connection each : List.copyOf(connections)) {
            each.sweep(nowNanos, sessionlessNanos, roomIsAwaited);
        }
        orderlyCloses.sweep(nowNanos);
    }
}
