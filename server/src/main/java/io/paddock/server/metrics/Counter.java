// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.metrics;

import java.util.concurrent.atomic.LongAdder;

/** Counts events. Any thread may use it. */
public final class Counter {
    private final LongAdder sum = new LongAdder();

    Counter() {}

    public void increment() {
        sum.increment();
    }

    public void add(long n) {
        sum.add(n);
    }

    /** @return the count since the start or the last reset */
    public long value() {
        return sum.sum();
    }

    void reset() {
        sum.reset();
    }
}
