// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs each refusal or lost connection, with address and reason. It writes at most ten lines a second, so
 * that misbehaving clients cannot fill the log.
 */
final class RefusalLog {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
    private static final int LINES_PER_SECOND = 10;

    private final AtomicLong second = new AtomicLong();
    private final AtomicInteger lines = new AtomicInteger();
    private final AtomicInteger suppressed = new AtomicInteger();

    void warn(SocketAddress peer, String reason) {
        if (mayLog()) {
            LOG.warn("Closing connection of {}: {}", peer, reason);
        }
    }

    /** A client has gone without closing its session. */
    void lost(SocketAddress peer, long sessionId) {
        if (mayLog()) {
            LOG.warn(
                    "Unable to read additional data from client, it probably closed the socket: address = {}, session = 0x{}",
                    peer,
                    Long.toHexString(sessionId));
        }
    }

    /** A client asks for a session that no longer exists. */
    void sessionGone(SocketAddress peer, long sessionId) {
        if (mayLog()) {
            LOG.info("Invalid session 0x{} for client {}, probably expired", Long.toHexString(sessionId), peer);
        }
    }

    /** Answering a four-letter word failed. */
    void wordFailed(SocketAddress peer, Throwable cause) {
        if (mayLog()) {
            LOG.warn("answering {} failed", peer, cause);
        }
    }

    /** Serving a client failed because of an error in the server. */
    void failed(SocketAddress peer, Throwable cause) {
        if (mayLog()) {
            LOG.error("Serving {} failed", peer, cause);
        }
    }

    private boolean mayLog() {
        long now = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
        long before = second.get();
        if (now != before && second.compareAndSet(before, now)) {
            lines.set(0);
            int left = suppressed.getAndSet(0);
            if (left > 0) {
                LOG.warn("{} more refusals and lost connections were not logged", left);
            }
        }
        boolean may = lines.incrementAndGet() <= LINES_PER_SECOND;
        if (!may) {
            suppressed.incrementAndGet();
        }
        return may;
    }
}
