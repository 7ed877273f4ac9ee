// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.server.config.ServerConfig;
import io.paddock.server.metrics.Metrics;
import io.paddock.server.session.SessionTracker;
import io.paddock.server.watch.Watches;
import io.paddock.storage.tree.ZnodeTree;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The parts that every role works with. The core thread owns them.
 *
 * @param shards one for each event loop; {@link #add} adds one
 * @param inbox counts the bytes of all writes that are not yet answered; a role that answers or drops a write
 *     releases its bytes
 */
public record CoreParts(
        ZnodeTree tree,
        SessionTracker sessions,
        Publisher publisher,
        List<Shard> shards,
        Watches watches,
        Clock clock,
        LocalSessions locals,
        CoreInbox inbox,
        WriteMetrics metrics) {
    /** @param metrics takes what is counted */
    public static CoreParts of(ServerConfig config, ZnodeTree tree, Clock clock, Metrics metrics, CoreInbox inbox) {
        List<Shard> shards = new CopyOnWriteArrayList<>();
        return new CoreParts(
                tree,
                new SessionTracker(config.sessions().tickTimeMillis()),
                new Publisher(tree.gate(), clock, shards),
                shards,
                new Watches(metrics),
                clock,
                LocalSessions.of(config),
                inbox,
                WriteMetrics.of(metrics));
    }

    /** Adds an event loop's shard, before the event loop has its first connection. */
    public void add(Shard shard) {
        shards.add(shard);
        watches.add(shard.watches());
    }

    void release(OrderedRequest write) {
        inbox.release(write);
    }
}
