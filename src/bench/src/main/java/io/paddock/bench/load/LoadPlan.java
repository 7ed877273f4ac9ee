// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.load;

import io.paddock.bench.client.Dial;
import io.paddock.bench.wire.OpKind;
import java.time.Duration;

/**
 * One load: connections, operations, sizes and duration.
 *
 * @param spin whether the event loops poll without sleeping, see {@link io.paddock.bench.client.Transport}
 * @param outstanding the most unanswered requests per connection
 * @param rate operations per second over all connections, or 0 for a closed loop
 * @param keys how many znodes are read and written, made before the load starts
 * @param root the path below which all znodes of the load are
 */
public record LoadPlan(
        Dial dial,
        int threads,
        boolean spin,
        int connections,
        int outstanding,
        OpMix mix,
        double rate,
        int valueBytes,
        int keys,
        int multiOps,
        int childrenPerDirectory,
        String root,
        Duration warmUp,
        Duration duration) {
    public LoadPlan {
        atLeast("threads", 1, threads);
        atLeast("connections", 1, connections);
        atLeast("outstanding", 1, outstanding);
        atLeast("keys", 1, keys);
        atLeast("value size", 0, valueBytes);
        atLeast("operations per multi", 1, multiOps);
        atLeast("children", 0, childrenPerDirectory);
        if (rate < 0) {
            throw new IllegalArgumentException("rate " + rate + " is negative");
        }
        if (mix.has(OpKind.MULTI) && multiOps > keys) {
            throw new IllegalArgumentException(
                    "a multi of " + multiOps + " operations needs as many keys, there are " + keys);
        }
        if (!root.startsWith("/") || root.endsWith("/")) {
            throw new IllegalArgumentException("path " + root + " must start with a slash and not end with one");
        }
        if (duration.isZero() || duration.isNegative() || warmUp.isNegative()) {
            throw new IllegalArgumentException("duration must be positive");
        }
    }

    private static void atLeast(String what, int least, int value) {
        if (value < least) {
            throw new IllegalArgumentException(what + " " + value + " must be at least " + least);
        }
    }

    /** Returns whether requests are sent on a schedule, instead of when a reply makes room. */
    public boolean isOpenLoop() {
        return rate > 0;
    }

    int threadsUsed() {
        return Math.min(threads, connections);
    }
}
