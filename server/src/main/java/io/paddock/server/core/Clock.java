// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import java.util.concurrent.TimeUnit;

/** Tells the time: a wall clock for times that clients see, a monotonic clock to measure with. */
public interface Clock {
    /** The clocks of this machine. */
    Clock SYSTEM = new Clock() {
        @Override
        public long wallMillis() {
            return System.currentTimeMillis();
        }

        @Override
        public long monotonicMillis() {
            return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
        }

        @Override
        public long nanos() {
            return System.nanoTime();
        }
    };

    /** @return milliseconds since 1970; may jump, only for times that clients see */
    long wallMillis();

    /** @return milliseconds since some fixed moment; never goes back */
    long monotonicMillis();

    /** @return nanoseconds of the same monotonic clock */
    default long nanos() {
        return TimeUnit.MILLISECONDS.toNanos(monotonicMillis());
    }
}
