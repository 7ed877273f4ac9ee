// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.durability;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What all writers together hold against what they are told. */
class OrderTest {
    private final Order order = new Order();

    @Test
    void sequenceNumberIsGivenOnce() {
        order.numbered("/queue/a-0000000003", "a#1", -1);
        assertThatCode(() -> order.numbered("/queue/a-0000000003", "a#1", -1)).doesNotThrowAnyException();
        assertThatThrownBy(() -> order.numbered("/queue/b-0000000003", "b#1", -1))
                .hasMessageContaining("number 3 was given to a#1 and to b#1");
    }

    @Test
    void laterCreateGetsAHigherNumber() {
        order.numbered("/queue/a-0000000003", "a#1", -1);
        int known = order.highestNumber();
        assertThatThrownBy(() -> order.numbered("/queue/b-0000000002", "b#1", known))
                .hasMessageContaining("was sent after 3 was known");
    }

    @Test
    void zxidIsGivenOnceAndIncreasesAcrossARestart() {
        order.wrote(5, "a");
        assertThatThrownBy(() -> order.wrote(5, "b")).hasMessageContaining("was given out before, to a");
        order.seen(9);
        order.restarted();
        assertThatThrownBy(() -> order.wrote(9, "c")).hasMessageContaining("before the restart");
        assertThatCode(() -> order.wrote(10, "d")).doesNotThrowAnyException();
    }
}
