// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TreeGateTest {
    private final TreeGate gate = new TreeGate();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    /** Guarded only by the gate. The field is deliberately not volatile. */
    private long left;

    private long right;

    @AfterEach
    void stop() throws InterruptedException {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void readersAndWritersAreNeverInsideTogether() throws Exception {
        int writes = 20_000;
        AtomicBoolean done = new AtomicBoolean();
        List<Future<Long>> readers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            readers.add(threads.submit(() -> readUntil(done)));
        }
        for (int i = 0; i < writes; i++) {
            gate.lockAll();
            left++;
            right++;
            gate.unlockAll();
        }
        done.set(true);
        for (Future<Long> reader : readers) {
            assertThat(reader.get()).as("reads").isPositive();
        }
        assertThat(left).isEqualTo(writes);
    }

    private long readUntil(AtomicBoolean done) {
        long reads = 0;
        long last = 0;
        try (TreeGate.ReadSlot slot = gate.newSlot()) {
            while (!done.get() || reads == 0) {
                slot.enter();
                long seen = left;
                Thread.onSpinWait();
                boolean half = seen != right || seen < last;
                slot.exit();
                if (half) {
                    throw new AssertionError("saw half a write: " + seen);
                }
                last = seen;
                reads++;
            }
        }
        return reads;
    }

    /**
     * One reader returns at once each time, and there is always one inside. A lock that let it pass would
     * keep the writer out forever.
     */
    @Test
    void readersThatReturnAtOnceDoNotKeepTheWriterOut() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        Future<Long> reader = threads.submit(() -> readUntil(done));
        for (int i = 0; i < 5_000; i++) {
            gate.lockAll();
            gate.unlockAll();
        }
        done.set(true);
        assertThat(reader.get()).isPositive();
    }

    @Test
    void writerThatReturnsAtOnceDoesNotKeepReadersOut() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        CountDownLatch running = new CountDownLatch(1);
        Future<?> writer = threads.submit(() -> {
            while (!done.get()) {
                gate.lockAll();
                left++;
                gate.unlockAll();
                running.countDown();
            }
        });
        running.await();
        TreeGate.ReadSlot slot = gate.newSlot();
        for (int i = 0; i < 5_000; i++) {
            slot.enter();
            slot.exit();
        }
        done.set(true);
        writer.get();
        assertThat(left).isPositive();
    }

    @Test
    void slotsMayBeAddedAndRemovedWhileTheWriterIsInside() throws Exception {
        TreeGate.ReadSlot old = gate.newSlot();
        gate.lockAll();
        old.close();
        TreeGate.ReadSlot young = threads.submit(gate::newSlot).get();
        Future<Long> seen = threads.submit(() -> {
            young.enter();
            long value = left;
            young.exit();
            return value;
        });
        left = 7;
        gate.unlockAll();
        assertThat(seen.get()).as("it had to wait for the writer").isEqualTo(7);
        gate.lockAll();
        gate.unlockAll();
        young.close();
    }

    @Test
    void refusesWrongUse() {
        TreeGate.ReadSlot slot = gate.newSlot();
        assertThat(slot.heldByCurrentThread()).isFalse();
        assertThatThrownBy(slot::exit).isInstanceOf(IllegalStateException.class);
        slot.enter();
        assertThat(slot.heldByCurrentThread()).isTrue();
        assertThatThrownBy(slot::enter).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(slot::close).isInstanceOf(IllegalStateException.class);
        slot.exit();
        slot.close();
        assertThatThrownBy(gate::unlockAll).isInstanceOf(IllegalStateException.class);
        gate.lockAll();
        assertThatThrownBy(gate::lockAll).isInstanceOf(IllegalStateException.class);
        gate.unlockAll();
    }
}
