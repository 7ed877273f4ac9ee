// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.paddock.server.metrics.Counter;
import java.util.Collection;

/**
 * Limits how many requests of all connections may wait for the core thread ({@code
 * request_throttle_max_requests}). Off by default. Any thread. Other loops' requests may be seen slightly
 * late, so a few more than the limit may wait.
 */
final class PipelineLimit {
    private final int max;
    private final Collection<LoopState> loops;
    private final Counter waits;

    /**
     * Limits the requests of all loops.
     *
     * @param max 0 for no limit
     * @param loops with the requests that wait
     * @param waits counts requests that had to wait
     */
    PipelineLimit(int max, Collection<LoopState> loops, Counter waits) {
        this.max = max;
        this.loops = loops;
        this.waits = waits;
    }

    /** @return whether a request for the core thread must stay in the input */
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
