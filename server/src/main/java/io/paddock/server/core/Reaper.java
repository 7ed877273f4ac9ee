// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.server.config.ServerConfig;
import io.paddock.storage.tree.NodeKind;
import io.paddock.storage.tree.Znode;
import io.paddock.storage.tree.ZnodeTree;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * Removes containers whose last child was deleted, and TTL znodes that were left unused for their time. Owned
 * by the core thread. Each removal is a txn like any other. Its outcome is decided when it is prepared, so
 * the changes that a client made until then are respected.
 */
final class Reaper {
    private static final long MINUTE_MILLIS = 60_000;

    private final ZnodeTree tree;
    private final Consumer<String> delete;
    private final Clock clock;
    private final ServerConfig.Znodes config;
    private final ArrayDeque<String> candidates = new ArrayDeque<>();
    private long nextScanMillis;
    /** From this moment on, deletions are spread evenly over time. */
    private long deletesSinceMillis;

    private long deletes;

    /** @param delete prepares a txn that removes the znode with this path */
    Reaper(ZnodeTree tree, Consumer<String> delete, Clock clock, ServerConfig.Znodes config) {
        this.tree = tree;
        this.delete = delete;
        this.clock = clock;
        this.config = config;
        this.nextScanMillis = clock.monotonicMillis() + config.containerCheckIntervalMillis();
    }

    /** Does what is due by now. */
    void tick() {
        long now = clock.monotonicMillis();
        if (now >= nextScanMillis && candidates.isEmpty()) {
            scan();
            nextScanMillis = now + config.containerCheckIntervalMillis();
            deletesSinceMillis = now;
            deletes = 0;
        }
        while (!candidates.isEmpty() && nextDeleteMillis() <= now) {
            String path = candidates.poll();
            // The path was chosen up to minutes ago. Its znode must still be removable.
            Znode znode = tree.find(path);
            if (znode != null && isDue(znode, clock.wallMillis())) {
                delete.accept(path);
                deletes++;
            }
        }
    }

    /** @return when {@link #tick} has something to do, by the monotonic clock */
    long nextDueMillis() {
        return candidates.isEmpty() ? nextScanMillis : nextDeleteMillis();
    }

    private long nextDeleteMillis() {
        long max = Math.max(1, config.containerMaxPerMinute());
        return deletesSinceMillis + (deletes * MINUTE_MILLIS + max - 1) / max;
    }

    private void scan() {
        long wallMillis = clock.wallMillis();
        for (Znode container : tree.containers()) {
            addIfDue(container, wallMillis);
        }
        for (Znode ttl : tree.ttls()) {
            addIfDue(ttl, wallMillis);
        }
    }

    private void addIfDue(Znode znode, long wallMillis) {
        if (isDue(znode, wallMillis)) {
            candidates.add(znode.path());
        }
    }

    private boolean isDue(Znode znode, long wallMillis) {
        if (znode.numChildren() > 0) {
            return false;
        }
        return switch (NodeKind.of(znode.owner())) {
            case CONTAINER -> znode.creates() > 0 || isNeverUsed(znode, wallMillis);
            case TTL -> wallMillis - znode.mtime() > znode.ttlMillis();
            case PERSISTENT, EPHEMERAL -> false;
        };
    }

    private boolean isNeverUsed(Znode container, long wallMillis) {
        long maxMillis = config.containerMaxNeverUsedMillis();
        return maxMillis > 0 && wallMillis - container.mtime() > maxMillis;
    }
}
