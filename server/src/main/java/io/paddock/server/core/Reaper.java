// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.server.config.ServerConfig;
import io.paddock.storage.tree.Znode;
import io.paddock.storage.tree.ZnodeTree;
import java.util.ArrayDeque;

/**
 * Removes containers whose last child is gone and TTL znodes left alone for their time. Owned by the core thread. Each removal is a txn
 * like any other, judged anew when it is prepared: a child created meanwhile wins.
 */
final class Reaper {
    private static final long MINUTE_MILLIS = 60_000;

    private final ZnodeTree tree;
    private final Pipeline pipeline;
    private final Clock clock;
    private final ServerConfig.Znodes config;
    private final ArrayDeque<String> candidates = new ArrayDeque<>();
    private long nextScanMillis;
    private long nextDeleteMillis;

    Reaper(ZnodeTree tree, Pipeline pipeline, Clock clock, ServerConfig.Znodes config) {
        this.tree = tree;
        this.pipeline = pipeline;
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
            nextDeleteMillis = now;
        }
        long pauseMillis = MINUTE_MILLIS / Math.max(1, config.containerMaxPerMinute());
        while (!candidates.isEmpty() && nextDeleteMillis <= now) {
            pipeline.prepareDeleteContainer(candidates.poll());
            nextDeleteMillis += pauseMillis;
        }
    }

    private void scan() {
        long wallMillis = clock.wallMillis();
        for (Znode container : tree.containers()) {
            if (container.numChildren() == 0 && (container.creates() > 0 || isNeverUsed(container, wallMillis))) {
                candidates.add(container.path());
            }
        }
        for (Znode ttl : tree.ttls()) {
            if (ttl.numChildren() == 0 && wallMillis - ttl.mtime() > ttl.ttlMillis()) {
                candidates.add(ttl.path());
            }
        }
    }

    private boolean isNeverUsed(Znode container, long wallMillis) {
        long maxMillis = config.containerMaxNeverUsedMillis();
        return maxMillis > 0 && wallMillis - container.mtime() > maxMillis;
    }
}
