// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line for each refusal, with address and reason; at most so many a second, so that a flood of bad clients does not become one of log. */
final class RefusalLog {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
    private static final int LINES_PER_SECOND = 10;

    private final AtomicLong second = new AtomicLong();
    private final AtomicInteger lines = new AtomicInteger();
    private final AtomicInteger suppressed = new AtomicInteger();

    void warn(SocketAddress peer, String reason) {
        long now = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
        long before = second.get();
        if (now != before && second.compareAndSet(before, now)) {
            lines.set(0);
            int left = suppressed.getAndSet(0);
            if (left > 0) {
                LOG.warn("{} more refusals were not logged", left);
            }
        }
        if (lines.incrementAndGet() <= LINES_PER_SECOND) {
            LOG.warn("Closing connection of {}: {}", peer, reason);
        } else {
            suppressed.incrementAndGet();
        }
    }
}
