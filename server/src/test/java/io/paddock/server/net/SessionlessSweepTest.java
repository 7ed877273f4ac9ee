// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionlessSweepTest {
    @ParameterizedTest
    @CsvSource({"1, 250000", "10, 2500000", "100, 25000000", "4000, 1000000000", "10000, 1000000000"})
    void connectionWithoutSessionIsClosedAtMostAQuarterOfItsTimeoutLate(long timeoutMillis, long sweepNanos) {
        assertThat(FrontEnd.sweepNanos(TimeUnit.MILLISECONDS.toNanos(timeoutMillis)))
                .isEqualTo(sweepNanos);
    }
}
