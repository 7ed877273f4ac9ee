// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs which words clients asked for that the whitelist does not allow. It logs each word at most once a
 * minute, with any number of clients. Any thread.
 */
final class ForbiddenWords {
    private static final Logger LOG = LoggerFactory.getLogger(ForbiddenWords.class);
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier nanos;
    /** At most one entry for each known word. */
    private final Map<String, Count> counts = new ConcurrentHashMap<>();

    /** @param unsaid how often clients have asked since the last log line */
    private record Count(long saidNanos, int unsaid) {}

    /** @param nanos the monotonic clock */
    ForbiddenWords(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * Records that a client asked for a word that is not allowed.
     *
     * @return whether a line was logged
     */
    boolean asked(String word, SocketAddress peer) {
        long now = nanos.getAsLong();
        int[] more = {-1};
        counts.compute(word, (key, before) -> {
            if (before != null && now - before.saidNanos < MINUTE) {
                return new Count(before.saidNanos, before.unsaid + 1);
            }
            more[0] = before == null ? 0 : before.unsaid;
            return new Count(now, 0);
        });
        if (more[0] < 0) {
            return false;
        }
        LOG.info(
                "Command {} from {} is not executed because it is not in the whitelist. ({} more since the last such line)",
                word,
                peer,
                more[0]);
        return true;
    }
}
