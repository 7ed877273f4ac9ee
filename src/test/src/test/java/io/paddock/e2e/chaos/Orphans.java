// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.chaos;

import io.paddock.e2e.harness.Frame;
import io.paddock.e2e.harness.Handshake;
import io.paddock.e2e.harness.Reply;
import io.paddock.e2e.harness.Wire;
import java.io.UncheckedIOException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/**
 * Sessions that create an ephemeral and then fall silent. The ephemeral must outlive the session's timeout,
 * and be deleted soon after it.
 */
final class Orphans implements Runnable {
    private static final String TOP = "/orphans";
    private static final int TIMEOUT_MILLIS = 3_000;
    private static final int SILENCE_MILLIS = 3_000;
    private static final int NO_NODE = -101;

    private final IntSupplier ports;
    private final AtomicInteger left = new AtomicInteger();
    private final AtomicInteger checked = new AtomicInteger();
    private volatile boolean stopped;

    Orphans(IntSupplier ports) {
        this.ports = ports;
    }

    @Override
    public void run() {
        while (!stopped) {
            try {
                leaveOne();
            } catch (UncheckedIOException e) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
    }

    private void leaveOne() {
        String path;
        long before;
        long lifeNanos;
        try (Wire wire = open()) {
            Handshake session = wire.newSession(TIMEOUT_MILLIS);
            if (session.refused()) {
                return;
            }
            path = TOP + "/" + Long.toHexString(session.sessionId());
            lifeNanos = TimeUnit.MILLISECONDS.toNanos(session.timeoutMillis());
            wire.call(Frame.create(1, TOP, new byte[0], 0));
            before = System.nanoTime();
            if (wire.call(Frame.create(2, path, new byte[0], 1)).error() != 0) {
                return; // It was silent for too long already.
            }
        }
        left.incrementAndGet();
        // As late as one can look and still know that it must be there.
        LockSupport.parkNanos((long) (lifeNanos * ThreadLocalRandom.current().nextDouble(0.2, 0.9)));
        try (Wire wire = open()) {
            wire.newSession(TIMEOUT_MILLIS);
            // Behind a write a read shows all that was acknowledged before it.
            wire.call(Frame.setData(1, TOP, new byte[0]));
            Reply reply = wire.call(Frame.read(2, Frame.EXISTS, path, false));
            if (System.nanoTime() - before < lifeNanos) {
                checked.incrementAndGet();
                if (reply.error() == NO_NODE) {
                    throw new AssertionError(path + " is gone before its session can have expired");
                }
            }
            wire.call(Frame.closeSession(3));
        }
    }

    private Wire open() {
        Wire wire = Wire.open(ports.getAsInt());
        wire.readTimeout(SILENCE_MILLIS);
        return wire;
    }

    void stop() {
        stopped = true;
    }

    /** How many ephemerals were left behind. */
    int left() {
        return left.get();
    }

    /** How many of them were looked after in time. */
    int checked() {
        return checked.get();
    }

    /** True once none is there any more. */
    boolean allGone() {
        try (Wire wire = open()) {
            wire.newSession(TIMEOUT_MILLIS);
            wire.call(Frame.setData(1, TOP, new byte[0]));
            Reply reply = wire.call(Frame.read(2, Frame.GET_CHILDREN, TOP, false));
            boolean gone = reply.error() == 0 && reply.body().getInt() == 0;
            wire.call(Frame.closeSession(3));
            return gone;
        } catch (UncheckedIOException e) {
            return false;
        }
    }
}
