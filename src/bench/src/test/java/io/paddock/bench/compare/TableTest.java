// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TableTest {
    private final Table table = new Table(List.of("Apache", "Paddock"), Set.of("Paddock"));

    @Test
    void ratioAboveOneAlwaysFavoursTheSecond() {
        table.put(Row.GET_CPU, "Apache", 12);
        table.put(Row.GET_CPU, "Paddock", 1);
        table.put(Row.CREATE_RATE, "Apache", 28_000);
        table.put(Row.CREATE_RATE, "Paddock", 140_000);
        assertThat(table.ratio(Row.GET_CPU)).isEqualTo(12);
        assertThat(table.ratio(Row.CREATE_RATE)).isEqualTo(5);
        assertThat(table.toString())
                .contains("| work | Apache | Paddock | ratio | hold |")
                .contains("CPU/op | 12.0 µs | 1.00 µs | 12.0x | 1.20 µs yes |")
                .contains("throughput | 28,000 /s | 140,000 /s | 5.0x | 120,000 /s yes |");
    }

    @Test
    void missedTargetIsMarked() {
        table.put(Row.GET_CPU, "Paddock", 1.21);
        table.put(Row.CREATE_RATE, "Paddock", 119_000);
        assertThat(table.toString()).contains("1.20 µs **no**").contains("120,000 /s **no**");
    }

    @Test
    void failedMeasurementIsReportedAndMissesItsTarget() {
        table.put(Row.STORM, "Apache", 900);
        table.fail(Row.STORM, "Paddock", "only 17 served");
        assertThat(table.toString()).contains("| 900 ms | only 17 served |  | 1,000 ms **no** |");
        assertThat(table.ratio(Row.STORM)).isZero();
    }

    @Test
    void noTargetAppliesWithoutPaddock() {
        Table others = new Table(List.of("Apache", "Apache (Netty)"), Set.of());
        others.put(Row.GET_CPU, "Apache (Netty)", 9);
        assertThat(others.toString()).contains("| 1.20 µs |").doesNotContain("**no**");
    }

    @Test
    void unmeasuredRowsAreLeftOut() {
        table.put(Row.HEAP, "Apache", 447);
        assertThat(table.rows()).containsExactly(Row.HEAP);
    }

    @Test
    void everyScenarioHasANameAndARow() {
        assertThat(Comparison.ids()).doesNotHaveDuplicates().contains("get", "fill", "snapshot");
        assertThat(Comparison.ids())
                .containsAll(Comparison.ensembleIds())
                .doesNotContain(
                        Comparison.ENSEMBLE); // Comparison.ENSEMBLE is the name of all these scenarios together.
        assertThat(Comparison.ensembleIds()).contains("members-set", "failover", "rolling-restart", "catch-up");
    }

    @Test
    void medianIsTheMiddleOne() {
        assertThat(Median.of(new long[] {9, 1, 5})).isEqualTo(5);
        assertThat(Median.of(new long[] {7})).isEqualTo(7);
    }

    @Test
    void heapIsTheTotalOfTheHistogram() {
        assertThat(LiveHeap.total(List.of(
                        "4211:",
                        " num     #instances         #bytes  class name (module)",
                        "   1:         61345        6112344  [B (java.base@17.0.15)",
                        "Total        200000       12345678")))
                .isEqualTo(12_345_678);
        assertThatThrownBy(() -> LiveHeap.total(List.of("4211: No such process")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("No such process");
    }
}
