// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paddock.bench.FakeServer;
import io.paddock.bench.client.ServerUnreachable;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SteadyWriterTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int SET = 5;

    @Test
    void switchesToAnotherMemberWhenItLosesItsOwn() throws InterruptedException {
        FakeServer first = new FakeServer();
        try (FakeServer second = new FakeServer();
                SteadyWriter writer = new SteadyWriter(List.of(first.address(), second.address()), PATIENCE)) {
            writer.awaitMore(3);
            assertThat(second.count(SET)).isZero();
            first.close();
            long closedNanos = System.nanoTime();
            assertThat(writer.awaitSentAfter(closedNanos)).isGreaterThan(closedNanos);
            assertThat(second.count(SET)).isPositive();
            assertThat(writer.acknowledgements().longestGapNanos(closedNanos)).isPositive();
        }
    }

    @Test
    void failsWhenTheEnsembleTakesNoWrites() {
        FakeServer server = new FakeServer();
        server.close();
        try (SteadyWriter writer = new SteadyWriter(List.of(server.address()), Duration.ofMillis(50))) {
            assertThatThrownBy(() -> writer.awaitMore(1))
                    .isInstanceOf(ServerUnreachable.class)
                    .hasMessageContaining("no write acknowledged");
        }
    }
}
