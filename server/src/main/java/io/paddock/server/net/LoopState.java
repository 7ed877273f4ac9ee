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

/** One event loop: its shard, its connections, and which of them have something to flush. Confined to the loop but for its shard. */
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
     * @param bytesMax what this loop's clients may make it hold in unfinished requests, as much again in large replies, and as much again in
     *     other replies and events that they do not take in
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

    /** Counts memory taken by bytes that are no whole request yet. @return whether that is still within the limit */
    boolean mayGather(int bytes) {
        gatheredBytes += bytes;
        return gatheredBytes <= bytesMax;
    }

    /**
     * Makes room by closing whoever holds most, until there is enough: whose bytes came last when others had filled the memory is not the one
     * to blame.
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

    /** Such memory has been given back. */
    void gathered(int bytes) {
        gatheredBytes -= bytes;
    }

    /** Clients leave so many bytes more unread, or (negative) fewer. */
    void unread(long bytes) {
        unreadBytes += bytes;
    }

    /** Makes room by closing whoever leaves most unread, a quarter at once: looking at every connection costs something. */
    void boundUnread() {
        if (unreadBytes <= bytesMax) {
            return;
        }
        // Each was counted when something was sent to it. What was taken in since is news.
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
        dirty = new ArrayList<>(); // Flushing may dirty others, and one that fails must not take the rest with it.
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
     * Closes connections that opened no session in time, and, while others wait for room, those that do not take in their large replies.
     */
    void sweep(long nowNanos, long sessionlessNanos) {
        boolean roomIsAwaited = bigReplies.isAwaited();
        for (Connection each : List.copyOf(connections)) {
            each.sweep(nowNanos, sessionlessNanos, roomIsAwaited);
        }
        orderlyCloses.sweep(nowNanos);
    }
}
