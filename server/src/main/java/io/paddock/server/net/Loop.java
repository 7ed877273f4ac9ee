// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.netty.channel.EventLoop;
import io.paddock.server.core.Shard;
import io.paddock.storage.tree.TreeGate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** One event loop: its shard, its connections, and which of them have something to flush. Confined to the loop but for its shard. */
final class Loop {
    private final EventLoop eventLoop;
    private final Shard shard;
    private final LoopStats stats = new LoopStats();
    private final Set<Connection> connections = new LinkedHashSet<>();
    private List<Connection> dirty = new ArrayList<>();
    private List<Connection> flushing = new ArrayList<>();

    Loop(EventLoop eventLoop, TreeGate gate) {
        this.eventLoop = eventLoop;
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
        dirty = flushing;
        for (Connection each : batch) {
            each.flushNow();
        }
        batch.clear();
        flushing = batch;
    }

    /** Closes connections that opened no session in time. */
    void sweep(long nowNanos, long sessionlessNanos) {
        for (Connection each : List.copyOf(connections)) {
            each.closeIfSessionless(nowNanos, sessionlessNanos);
        }
    }
}
