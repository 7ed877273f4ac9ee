// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.paddock.server.config.ServerConfig;
import io.paddock.server.metrics.Counter;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of large requests may be in the server together ({@code largeRequestThreshold}, {@code largeRequestMaxBytes}). Off by
 * default. Any thread; nothing shared is touched for a request that is not large.
 */
final class LargeRequests {
    private final int threshold;
    private final long bytesMax;
    private final Counter rejected;
    private final AtomicLong bytesInFlight = new AtomicLong();

    LargeRequests(ServerConfig.Limits limits, Counter rejected) {
        this.threshold =
                limits.largeRequestThresholdBytes() > 0 ? limits.largeRequestThresholdBytes() : Integer.MAX_VALUE;
        this.bytesMax = limits.largeRequestMaxBytes();
        this.rejected = rejected;
    }

    /** @param length of a frame. @return whether it may be read; if not, its connection must be closed */
    boolean admits(int length) {
        if (length <= threshold || bytesInFlight.get() + length <= bytesMax) {
            return true;
        }
        rejected.increment();
        return false;
    }

    /** @return how much a request of that length counts for */
    int weight(int length) {
        return length > threshold ? length : 0;
    }

    /** So many bytes of large requests more are in flight, or (negative) fewer. */
    void add(long bytes) {
        if (bytes != 0) {
            bytesInFlight.addAndGet(bytes);
        }
    }

    /** For the log. */
    String refusal(int length) {
        return "a request of " + length + " bytes does not fit beside " + bytesInFlight
                + " bytes of large requests in flight: largeRequestMaxBytes is " + bytesMax;
    }
}
