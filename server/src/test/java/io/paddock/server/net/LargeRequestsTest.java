// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.server.config.ServerConfig;
import io.paddock.server.metrics.Counter;
import io.paddock.server.metrics.Metrics;
import org.junit.jupiter.api.Test;

class LargeRequestsTest {
    private final Counter rejected = new Metrics().counter("x");

    private LargeRequests of(int threshold, int bytesMax) {
        return new LargeRequests(new ServerConfig.Limits(0, 0, 1 << 20, 1 << 20, 1000, bytesMax, threshold), rejected);
    }

    @Test
    void countsOnlyRequestsAboveTheThreshold() {
        LargeRequests large = of(100, 1_000);
        assertThat(large.weight(100)).isZero();
        assertThat(large.weight(101)).isEqualTo(101);
        large.add(1_000);
        assertThat(large.admits(100)).isTrue();
        assertThat(large.admits(101)).isFalse();
        assertThat(rejected.value()).isEqualTo(1);
        large.add(-101);
        assertThat(large.admits(101)).isTrue();
        assertThat(large.admits(102)).isFalse();
    }

    @Test
    void isOffWithoutAThreshold() {
        for (int threshold : new int[] {-1, 0}) {
            LargeRequests large = of(threshold, 1);
            assertThat(large.weight(1 << 20)).isZero();
            assertThat(large.admits(1 << 20)).isTrue();
        }
    }
}
