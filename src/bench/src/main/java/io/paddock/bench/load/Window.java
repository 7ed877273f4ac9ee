// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.load;

import io.paddock.bench.measure.Latencies;
import io.paddock.bench.wire.OpKind;
import java.util.EnumMap;
import java.util.Map;

/**
 * The latencies of one event loop that count: those of the measured time, not of the warm-up.
 *
 * <p>In a closed loop an operation counts when its reply falls into the window. In an open loop it counts
 * when its intended time falls into the window, with any delay of its reply. Otherwise the slowest operations
 * would not count.
 */
final class Window {
    private final long startNanos;
    private final long endNanos;
    private final boolean openLoop;
    private final Map<OpKind, Latencies> byKind = new EnumMap<>(OpKind.class);
    private final Latencies[] fast = new Latencies[OpKind.values().length];

    Window(long startNanos, long endNanos, boolean openLoop) {
        this.startNanos = startNanos;
        this.endNanos = endNanos;
        this.openLoop = openLoop;
    }

    long endNanos() {
        return endNanos;
    }

    /** @param stampNanos when it was sent; in an open loop, when it should have been sent */
    void record(OpKind kind, long stampNanos, long nowNanos) {
        long decides = openLoop ? stampNanos : nowNanos;
        if (decides - startNanos < 0 || decides - endNanos >= 0) {
            return;
        }
        Latencies latencies = fast[kind.ordinal()];
        if (latencies == null) {
            latencies = new Latencies();
            fast[kind.ordinal()] = latencies;
            byKind.put(kind, latencies);
        }
        latencies.record(nowNanos - stampNanos);
    }

    Map<OpKind, Latencies> byKind() {
        return byKind;
    }
}
