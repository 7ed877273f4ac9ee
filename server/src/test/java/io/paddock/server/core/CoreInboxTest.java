// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.paddock.protocol.OpCode;
import io.paddock.storage.tree.ZnodeTree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What other threads hand to the core: limits, order, and that no wake-up is lost. */
class CoreInboxTest {
    private static final int REQUEST_BYTES = 100;
    private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final Duration SOON = Duration.ofSeconds(20);

    private final CoreInbox inbox = new CoreInbox(2 * REQUEST_BYTES);

    private static OrderedRequest request(CoreInbox of, int xid) {
        return new RecordingClient(new ZnodeTree(), of).request(xid, OpCode.SYNC, "/");
    }

    @Test
    void writesAreTakenInTheirOrder() {
        OrderedRequest first = request(inbox, 1);
        OrderedRequest second = request(inbox, 2);
        inbox.submit(first);
        inbox.submit(second);
        assertThat(inbox.writesWaiting()).isEqualTo(2);
        assertThat(inbox.nextWrite()).isSameAs(first);
        assertThat(inbox.nextWrite()).isSameAs(second);
        assertThat(inbox.nextWrite()).isNull();
    }

    @Test
    void tasksAreTakenInTheirOrderWithThePresentRole() {
        List<String> ran = new ArrayList<>();
        inbox.post(role -> ran.add("first with " + role));
        inbox.execute(() -> ran.add("second"));
        while (inbox.hasTasks()) {
            inbox.nextTask().run(null);
        }
        assertThat(ran).containsExactly("first with null", "second");
    }

    @Test
    void writeIsRefusedWhileTheBytesInFlightAreOverTheLimit() {
        assertThat(inbox.submit(request(inbox, 1))).isTrue();
        assertThat(inbox.submit(request(inbox, 2))).isTrue();
        assertThat(inbox.submit(request(inbox, 3))).isTrue(); // The limit is asked before, so one goes over it.
        assertThat(inbox.hasRoom()).isFalse();
        assertThat(inbox.submit(request(inbox, 4))).isFalse();
        assertThat(inbox.bytesInFlight()).isEqualTo(3 * REQUEST_BYTES);
    }

    @Test
    void takenWriteStillCountsUntilItIsReleased() {
        for (int xid = 1; xid <= 3; xid++) {
            inbox.submit(request(inbox, xid));
        }
        OrderedRequest taken = inbox.nextWrite();
        assertThat(inbox.hasRoom()).isFalse();
        inbox.release(taken);
        assertThat(inbox.hasRoom()).isTrue();
        assertThat(inbox.bytesInFlight()).isEqualTo(2 * REQUEST_BYTES);
    }

    @Test
    void writeIsRefusedAndNotCountedWhen65536WritesWait() {
        CoreInbox large = new CoreInbox(1L << 30);
        OrderedRequest request = request(large, 1);
        int taken = 0;
        while (large.submit(request)) {
            taken++;
        }
        assertThat(taken).isEqualTo(65_536);
        assertThat(large.bytesInFlight()).isEqualTo(65_536L * REQUEST_BYTES);
    }

    @Test
    void questionIsAnsweredByTheCoreAlsoWithWhatItThrew() {
        var answer = inbox.ask(() -> "state");
        var failure = inbox.ask(() -> {
            throw new IllegalStateException("as if the question had failed");
        });
        assertThat(answer).isNotDone();
        inbox.nextTask().run(null);
        inbox.nextTask().run(null);
        assertThat(answer).isCompletedWithValue("state");
        assertThat(failure).isCompletedExceptionally();
    }

    @Test
    void coreDoesNotParkWhenThereIsSomethingToDo() {
        assertTimeoutPreemptively(SOON, () -> inbox.park(LONG_NANOS, () -> false));
    }

    @Test
    void whatIsHandedInBetweenTheLastLookAndTheParkWakesTheCore() {
        assertTimeoutPreemptively(
                SOON,
                () -> inbox.park(LONG_NANOS, () -> {
                    inbox.post(role -> {});
                    return true;
                }));
        assertTimeoutPreemptively(SOON, () -> inbox.park(LONG_NANOS, () -> inbox.submit(request(inbox, 1))));
    }

    @Test
    void writeDoesNotWakeTheCoreWhileTheLogWorksButItsEndDoes() {
        long nanos = TimeUnit.MILLISECONDS.toNanos(50);
        long start = System.nanoTime();
        inbox.park(nanos, () -> {
            inbox.logBegins();
            return inbox.submit(request(inbox, 1));
        });
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(nanos);
        assertTimeoutPreemptively(
                SOON,
                () -> inbox.park(LONG_NANOS, () -> {
                    inbox.logEnds();
                    return true;
                }));
    }

    @Test
    void noTaskWaitsForTheEndOfAPauseHoweverThreadsInterleave() {
        int count = 20_000;
        List<Integer> ran = new ArrayList<>();
        Thread other = new Thread(() -> {
            for (int i = 0; i < count; i++) {
                int number = i;
                inbox.execute(() -> ran.add(number));
            }
        });
        assertTimeoutPreemptively(SOON, () -> {
            other.start();
            while (ran.size() < count) {
                CoreInbox.CoreTask task = inbox.nextTask();
                if (task != null) {
                    task.run(null);
                } else {
                    inbox.park(LONG_NANOS, () -> !inbox.hasTasks());
                }
            }
            other.join();
        });
        assertThat(ran).isSorted().hasSize(count);
    }
}
