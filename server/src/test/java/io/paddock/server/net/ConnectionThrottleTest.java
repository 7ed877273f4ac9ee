// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.server.config.ServerConfig.ConnectionTokens;
import io.paddock.server.core.Clock;
import io.paddock.server.metrics.Metrics;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ConnectionThrottleTest {
    private static final RandomGenerator HALF = () -> Long.MIN_VALUE; // nextDouble returns 0.5 each time

    private final Metrics metrics = new Metrics();
    private long nowMillis = 1_000;
    private final Clock clock = new Clock() {
        @Override
        public long monotonicMillis() {
            return nowMillis;
        }

        @Override
        public long wallMillis() {
            return nowMillis;
        }
    };

    private ConnectionThrottle throttle(ConnectionTokens settings) {
        return new ConnectionThrottle(settings, clock, HALF, metrics);
    }

    private static ConnectionTokens bucket(int capacity, int fillTimeMillis, int fillCount) {
        return new ConnectionTokens(capacity, fillTimeMillis, fillCount, -1, 0, 0, 0, false, 3, 1, 2);
    }

    private static int admitted(ConnectionThrottle throttle, int tries, boolean renewal) {
        int count = 0;
        for (int i = 0; i < tries; i++) {
            count += throttle.admits(renewal) ? 1 : 0;
        }
        return count;
    }

    @Test
    void admitsEverybodyWithoutABucket() {
        assertThat(admitted(throttle(bucket(0, 1, 1)), 100, false)).isEqualTo(100);
        assertThat(metrics.counter("connection_rejected").value()).isZero();
    }

    @Test
    void admitsAsManyAsThereAreTokensAndCountsTheOthers() {
        ConnectionThrottle throttle = throttle(bucket(5, 10, 2));
        assertThat(admitted(throttle, 8, false)).isEqualTo(5);
        assertThat(metrics.counter("connection_rejected").value()).isEqualTo(3);
        nowMillis += 9;
        assertThat(admitted(throttle, 8, false)).isZero();
        nowMillis += 1;
        assertThat(admitted(throttle, 8, true)).isEqualTo(2);
        nowMillis += 1_000_000_000_000L;
        assertThat(admitted(throttle, 8, false)).isEqualTo(5);
    }

    @Test
    void aFractionOfAFillIsNotLost() {
        ConnectionThrottle throttle = throttle(bucket(5, 10, 1));
        admitted(throttle, 5, false);
        for (int i = 0; i < 4; i++) {
            nowMillis += 5;
            admitted(throttle, 0, false);
            assertThat(throttle.admits(false)).isEqualTo(i % 2 == 1);
        }
    }

    @Test
    void aRenewalCostsLessThanANewSessionWhereWeightsCount() {
        ConnectionTokens weighted = new ConnectionTokens(2, 1_000, 1, -1, 0, 0, 0, true, 3, 1, 2);
        assertThat(admitted(throttle(weighted), 9, false)).isEqualTo(2);
        assertThat(admitted(throttle(weighted), 9, true)).isEqualTo(3);
    }

    @Test
    void refusesAtRandomUnderLastingPressureAndStopsAfterwards() {
        ConnectionTokens freezing = new ConnectionTokens(4, 1_000, 4, 100, 0.3, 0.2, 0.5, false, 3, 1, 2);
        ConnectionThrottle throttle = throttle(freezing);
        assertThat(admitted(throttle, 4, false)).isEqualTo(4);
        for (int i = 0; i < 2; i++) {
            nowMillis += 101;
            assertThat(throttle.admits(false)).isFalse();
        }
        assertThat(throttle.dropProbability()).isEqualTo(0.6);
        nowMillis += 1_000;
        // The bucket is full again, so the probability of a refusal falls by 0.2 and is below one half.
        assertThat(admitted(throttle, 9, false)).isEqualTo(4);
        assertThat(throttle.dropProbability()).isBetween(0.39, 0.41);
    }

    @Test
    void refusesAtRandomAlthoughThereAreTokens() {
        ConnectionTokens freezing = new ConnectionTokens(4, 1_000, 3, 100, 1, 0.2, 0, false, 3, 1, 2);
        ConnectionThrottle throttle = throttle(freezing);
        admitted(throttle, 4, false);
        nowMillis += 101;
        throttle.admits(false);
        nowMillis += 1_000;
        assertThat(admitted(throttle, 9, false)).isZero();
    }
}
