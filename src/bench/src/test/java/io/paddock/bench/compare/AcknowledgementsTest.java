// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AcknowledgementsTest {
    private final Acknowledgements acknowledgements = new Acknowledgements();

    @Test
    void writeSentBeforeTheMomentDoesNotCountAfterIt() {
        acknowledgements.add(10, 20);
        acknowledgements.add(20, 130);
        acknowledgements.add(130, 140);
        assertThat(acknowledgements.firstSentAfter(100)).hasValue(140);
        assertThat(acknowledgements.firstSentAfter(130)).isEmpty();
    }

    @Test
    void wholeGapCountsEvenIfOnlyItsEndIsAfterTheMoment() {
        acknowledgements.add(0, 10);
        acknowledgements.add(10, 510);
        acknowledgements.add(510, 520);
        acknowledgements.add(520, 820);
        acknowledgements.add(820, 830);
        assertThat(acknowledgements.longestGapNanos(0)).isEqualTo(500);
        assertThat(acknowledgements.longestGapNanos(515)).isEqualTo(300);
        assertThat(acknowledgements.longestGapNanos(819)).isEqualTo(300);
        assertThat(acknowledgements.longestGapNanos(900)).isZero();
    }
}
