// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.paddock.server.metrics.Counter;
import java.util.Collection;

/**
 * How many requests may wait for the core, of all connections together ({@code request_throttle_max_requests}). Off by default. Any thread;
 * what other loops have handed in may be known some moments late, so the limit may be passed by a few.
 */
final class PipelineLimit {
    private final int max;
    private final Collection<LoopState> loops;
    private final Counter waits;

    /** @param max 0 for none. @param waits counts requests that had to wait */
    PipelineLimit(int max, Collection<LoopState> loops, Counter waits) {
        this.max = max;
        this.loops = loops;
        this.waits = waits;
    }

    /** @return whether a request that needs the core must wait where it is */
    boolean isReached() {
        if (max == 0) {
            return false;
        }
        long sum = 0;
        for (LoopState loop : loops) {
            sum += loop.stats().outstanding();
        }
        if (sum >= max) {
            waits.increment();
            return true;
        }
        return false;
    }
}
