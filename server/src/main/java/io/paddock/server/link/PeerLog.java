// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.link;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what other members do, at most five lines a second, so that misbehaving peers cannot fill the log. Any
 * thread.
 */
public final class PeerLog {
    private static final Logger LOG = LoggerFactory.getLogger(PeerLog.class);
    private static final int LINES_PER_SECOND = 5;

    private long second = -1;
    private int lines;
    private long suppressed;

    /**
     * Logs a line, if one more is allowed.
     *
     * @param text evaluated only if the line is logged
     */
    public void info(Supplier<String> text) {
        if (mayLog()) {
            LOG.info(text.get());
        }
    }

    void warn(String text) {
        if (mayLog()) {
            LOG.warn(text);
        }
    }

    private boolean mayLog() {
        long left;
        synchronized (this) {
            long now = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
            if (now != second) {
                second = now;
                lines = 0;
            }
            if (++lines > LINES_PER_SECOND) {
                suppressed++;
                return false;
            }
            left = suppressed;
            suppressed = 0;
        }
        if (left > 0) {
            LOG.warn("{} more lines about peers were not logged", left);
        }
        return true;
    }
}
