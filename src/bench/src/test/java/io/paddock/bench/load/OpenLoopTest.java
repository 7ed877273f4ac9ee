// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.bench.measure.Latencies;
import io.paddock.bench.wire.OpKind;
import org.junit.jupiter.api.Test;

/** The clock of these tests is a number. They check what is counted, not how fast anything is. */
class OpenLoopTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLI = 1_000_000L;

    @Test
    void theScheduleDoesNotDrift() {
        Arrivals arrivals = new Arrivals(0, 10 * SECOND, 30_000);
        long count = 0;
        long last = -1;
        while (arrivals.isDue(Long.MAX_VALUE / 2)) {
            long intended = arrivals.take();
            assertThat(intended).isGreaterThan(last);
            last = intended;
            count++;
        }
        assertThat(count).isEqualTo(300_000);
        assertThat(arrivals.isOver()).isTrue();
    }

    @Test
    void nothingIsDueBeforeItsTime() {
        Arrivals arrivals = new Arrivals(5 * SECOND, 6 * SECOND, 10);
        assertThat(arrivals.isDue(5 * SECOND - 1)).isFalse();
        assertThat(arrivals.isDue(5 * SECOND)).isTrue();
        assertThat(arrivals.take()).isEqualTo(5 * SECOND);
        assertThat(arrivals.isDue(5 * SECOND + 99 * MILLI)).isFalse();
        assertThat(arrivals.nextNanos()).isEqualTo(5 * SECOND + 100 * MILLI);
    }

    /**
     * 1,000 requests per second for two seconds. In the second one the server answers nothing, and at its end
     * everything.
     */
    @Test
    void stallCountsForAllRequestsThatWereDue() {
        Arrivals arrivals = new Arrivals(0, 2 * SECOND, 1_000);
        Window window = new Window(0, 2 * SECOND, true);
        while (arrivals.isDue(SECOND - 1)) {
            long intended = arrivals.take();
            window.record(OpKind.GET, intended, intended + MILLI);
        }
        while (arrivals.isDue(2 * SECOND)) {
            window.record(OpKind.GET, arrivals.take(), 2 * SECOND);
        }
        Latencies.Summary summary = window.byKind().get(OpKind.GET).summary("get");
        assertThat(summary.count()).isEqualTo(2_000);
        assertThat(summary.maxNanos()).isBetween(SECOND - MILLI, SECOND + MILLI);
        // Half of the requests waited between 1 and 1,000 ms, evenly spread. So the 99th percentile is at 980
        // ms. A client that waits for each reply would have seen 1 ms.
        assertThat(summary.p99Nanos()).isBetween(970 * MILLI, 990 * MILLI);
        assertThat(summary.p50Nanos()).isBetween(MILLI, 2 * MILLI);
    }

    @Test
    void openLoopMeasuresFromTheIntendedTimeClosedLoopFromTheSend() {
        Window open = new Window(100, 200, true);
        open.record(OpKind.GET, 99, 150);
        open.record(OpKind.GET, 199, 5_000);
        assertThat(open.byKind().get(OpKind.GET).count()).isEqualTo(1);

        Window closed = new Window(100, 200, false);
        closed.record(OpKind.GET, 99, 150);
        closed.record(OpKind.GET, 199, 5_000);
        closed.record(OpKind.SET, 199, 5_000);
        assertThat(closed.byKind().get(OpKind.GET).count()).isEqualTo(1);
        assertThat(closed.byKind()).doesNotContainKey(OpKind.SET);
    }
}
