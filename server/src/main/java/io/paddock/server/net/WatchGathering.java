// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.paddock.server.facts.WatchedPathFacts;
import io.paddock.server.watch.WatchWalk;
import io.paddock.server.watch.Watcher;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Gathers one event loop's watches for an operator, in slices. Each slice is read inside the slot. The loop's
 * other work runs between the slices.
 */
final class WatchGathering {
    private static final int WATCHES_PER_SLICE = 2048;

    private final LoopState loop;
    private final CompletableFuture<List<WatchedPathFacts>> gathered = new CompletableFuture<>();
    private final List<WatchedPathFacts> found = new ArrayList<>();
    private WatchWalk walk;

    private WatchGathering(LoopState loop) {
        this.loop = loop;
    }

    static CompletableFuture<List<WatchedPathFacts>> start(LoopState loop) {
        WatchGathering gathering = new WatchGathering(loop);
        loop.eventLoop().execute(gathering::slice);
        return gathering.gathered;
    }

    private void slice() {
        boolean more;
        loop.shard().enter();
        try {
            if (walk == null) {
                walk = loop.shard().watches().walk();
            }
            more = walk.next(WATCHES_PER_SLICE, this::add);
        } finally {
            loop.shard().exit();
        }
        loop.flushDirty(); // Entering the slot may have delivered events.
        if (more) {
            loop.eventLoop().execute(this::slice);
        } else {
            gathered.complete(found);
        }
    }

    private void add(String path, List<Watcher> watchers) {
        long[] sessions = new long[watchers.size()];
        for (int i = 0; i < sessions.length; i++) {
            sessions[i] = ((ClientSide) watchers.get(i)).sessionId();
        }
        found.add(new WatchedPathFacts(path, sessions));
    }
}
