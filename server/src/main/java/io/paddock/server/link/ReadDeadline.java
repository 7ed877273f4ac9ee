// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.link;

import io.netty.channel.Channel;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Calls back when nothing has arrived for too long. Time in which reading is off does not count. Confined to
 * the channel's loop.
 */
final class ReadDeadline {
    private final Channel channel;
    private final Consumer<String> expired;
    private final LongSupplier nanos;
    private ScheduledFuture<?> check;
    private long touchedNanos;
    private int millis;

    /**
     * Watches nothing yet.
     *
     * @param channel that is watched
     * @param expired called with the reason
     * @param nanos the time, monotonic
     */
    ReadDeadline(Channel channel, Consumer<String> expired, LongSupplier nanos) {
        this.channel = channel;
        this.expired = expired;
        this.nanos = nanos;
    }

    /**
     * Starts a new period.
     *
     * @param timeoutMillis 0 for none
     */
    void restart(int timeoutMillis) {
        cancel();
        millis = timeoutMillis;
        touch();
        if (millis > 0 && channel.isOpen()) {
            later(TimeUnit.MILLISECONDS.toNanos(millis));
        }
    }

    void touch() {
        touchedNanos = nanos.getAsLong();
    }

    private void later(long nanos) {
        check = channel.eventLoop().schedule(this::check, nanos, TimeUnit.NANOSECONDS);
    }

    private void check() {
        if (!channel.config().isAutoRead()) {
            touch();
        }
        long left = TimeUnit.MILLISECONDS.toNanos(millis) - (nanos.getAsLong() - touchedNanos);
        if (left > 0) {
            later(left);
        } else {
            expired.accept("nothing arrived for " + millis + " ms");
        }
    }

    void cancel() {
        if (check != null) {
            check.cancel(false);
            check = null;
        }
    }
}
