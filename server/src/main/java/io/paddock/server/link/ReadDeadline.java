// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.link;

import io.netty.channel.Channel;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Notices that nothing has arrived for too long, unless nobody is reading. Confined to the channel's loop. */
final class ReadDeadline {
    private final Channel channel;
    private final Consumer<String> expired;
    private final LongSupplier nanos;
    private ScheduledFuture<?> check;
    private long touchedNanos;
    private int millis;

    /** @param nanos the time, monotonic */
    ReadDeadline(Channel channel, Consumer<String> expired, LongSupplier nanos) {
        this.channel = channel;
        this.expired = expired;
        this.nanos = nanos;
    }

    /** @param timeoutMillis 0 for none */
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
