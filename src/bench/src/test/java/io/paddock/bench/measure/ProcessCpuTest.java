// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessCpuTest {
    private static final String TAIL =
            " S 1 4211 4211 0 -1 4194304 5012 0 3 0 1234 567 11 22 20 0 31 0 8812 4831838208 52011 1";

    @Test
    void addsUserAndSystemTime() {
        assertThat(ProcessCpu.ticks("4211 (java)" + TAIL)).isEqualTo(1234 + 567);
    }

    @Test
    void aNameMayHoldBlanksAndBrackets() {
        assertThat(ProcessCpu.ticks("4211 (a) b (c 1 2)" + TAIL)).isEqualTo(1234 + 567);
    }

    @Test
    void otherFormatsAreRefusedWithTheirText() {
        assertThatThrownBy(() -> ProcessCpu.ticks("4211 (java) S 1 2"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4211 (java) S 1 2");
    }

    @Test
    void missingProcessIsNamed() {
        ProcessCpu gone = new ProcessCpu(List.of(Long.MAX_VALUE));
        assertThatThrownBy(gone::nanos)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(Long.toString(Long.MAX_VALUE));
    }

    @Test
    void usageIsPerOperation() {
        Usage usage = new Usage(1000, 2_000_000_000L, 5_000_000, 1_000_000);
        assertThat(usage.operationsPerSecond()).isEqualTo(500);
        assertThat(usage.serverCpuMicrosPerOperation()).isEqualTo(5);
        assertThat(usage.clientCpuMicrosPerOperation()).isEqualTo(1);
        assertThat(new Usage(0, 1, 1, 1).serverCpuMicrosPerOperation()).isZero();
    }
}
