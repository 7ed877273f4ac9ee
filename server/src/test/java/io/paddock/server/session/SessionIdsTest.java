// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SessionIdsTest {
    @Test
    void idConsistsOfServerThenClockThenCount() {
        SessionIds ids = new SessionIds(1, 0x12_3456_789aL);
        assertThat(ids.next()).isEqualTo(0x01_12_3456_789a_0000L);
        assertThat(ids.next()).isEqualTo(0x01_12_3456_789a_0001L);
        assertThat(new SessionIds(3, 0).next()).isEqualTo(0x03_00_0000_0000_0000L);
        assertThat(new SessionIds(254, 1).next()).isEqualTo(0xfe_00_0000_0001_0000L);
    }

    @Test
    void usesOnlyFortyBitsOfTheClock() {
        assertThat(new SessionIds(1, 0x7fff_ff12_3456_789aL).next()).isEqualTo(0x01_12_3456_789a_0000L);
    }

    @Test
    void countOverflowsIntoTheClock() {
        SessionIds ids = new SessionIds(1, 5);
        long last = 0;
        for (int i = 0; i <= 0x10000; i++) {
            last = ids.next();
        }
        assertThat(last).isEqualTo(0x01_00_0000_0006_0000L);
    }

    @Test
    void skipsZeroAndTheOwnerMarkOfContainers() {
        assertThat(new SessionIds(0x80, 0).next()).isEqualTo(Long.MIN_VALUE + 1);
        assertThat(new SessionIds(0, 0).next()).isEqualTo(1);
    }
}
