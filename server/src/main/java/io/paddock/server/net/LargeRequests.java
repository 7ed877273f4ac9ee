// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.paddock.server.config.ServerConfig;
import io.paddock.server.metrics.Counter;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits the bytes of large requests that are in the server at once ({@code largeRequestThreshold}, {@code
 * largeRequestMaxBytes}). Off by default. Any thread. A request that is not large touches nothing shared.
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

    /**
     * Checks a frame.
     *
     * @param length of the frame
     * @return whether it may be read; otherwise its connection must be closed
     */
    boolean admits(int length) {
        if (length <= threshold || bytesInFlight.get() + length <= bytesMax) {
            return true;
        }
        rejected.increment();
        return false;
    }

    /** @return the bytes that a request of that length counts for */
    int weight(int length) {
        return length > threshold ? length : 0;
    }

    /** Counts bytes of large requests that are in flight now, or (negative) no longer are. */
    void add(long bytes) {
        if (bytes != 0) {
            bytesInFlight.addAndGet(bytes);
        }
    }

    /** @return the reason why a request is refused, for the log */
    String refusal(int length) {
        return "a request of " + length + " bytes does not fit beside " + bytesInFlight
                + " bytes of large requests in flight: largeRequestMaxBytes is " + bytesMax;
    }
}
