// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The test sets the time. */
class DeadlinesTest {
    private static final int TICK_MILLIS = 2000;
    private static final long BEGAN_MILLIS = 10_000;

    private final Deadlines deadlines = started(TICK_MILLIS);

    private static Deadlines started(int tickMillis) {
        Deadlines deadlines = new Deadlines(tickMillis);
        deadlines.start(BEGAN_MILLIS);
        return deadlines;
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "-7, 0", "1, 1", "99, 99", "500, 500", "501, 500", "60000, 500"})
    void parksUntilTheNextThingIsDueButNotPastTheHeartbeat(long dueInMillis, long pauseMillis) {
        assertThat(deadlines.pauseMillis(BEGAN_MILLIS, BEGAN_MILLIS + dueInMillis))
                .isEqualTo(pauseMillis);
    }

    @ParameterizedTest
    @CsvSource({"1, 50", "100, 50", "200, 100", "1000, 500", "2000, 500", "2147483647, 500"})
    void parksForOneHeartbeatWhenNothingIsDue(int tickMillis, long pauseMillis) {
        assertThat(started(tickMillis).pauseMillis(BEGAN_MILLIS, Deadlines.NEVER))
                .isEqualTo(pauseMillis);
    }

    @Test
    void plannedPauseIsNoStandstill() {
        long now = BEGAN_MILLIS;
        for (int i = 0; i < 10; i++) {
            now += deadlines.pauseMillis(now, Deadlines.NEVER) + 500;
            assertThat(deadlines.look(now)).isZero();
        }
    }

    @Test
    void pauseThatLastsTooLongIsAStandstill() {
        long pause = deadlines.pauseMillis(BEGAN_MILLIS, Deadlines.NEVER);
        assertThat(deadlines.look(BEGAN_MILLIS + pause + 501)).isEqualTo(pause + 501);
        assertThat(deadlines.look(BEGAN_MILLIS + pause + 502)).isZero();
    }

    @Test
    void aPassThatTakesTooLongIsAStandstill() {
        assertThat(deadlines.look(BEGAN_MILLIS + 500)).isZero();
        assertThat(deadlines.look(BEGAN_MILLIS + 1001)).isEqualTo(501);
    }

    @Test
    void aShortPauseForSomethingDueDoesNotHideAStandstill() {
        deadlines.pauseMillis(BEGAN_MILLIS, BEGAN_MILLIS + 1);
        assertThat(deadlines.look(BEGAN_MILLIS + 502)).isEqualTo(502);
    }

    @Test
    void pauseThatEndsEarlyCountsFromItsEnd() {
        deadlines.pauseMillis(BEGAN_MILLIS, Deadlines.NEVER);
        assertThat(deadlines.look(BEGAN_MILLIS + 10)).isZero();
        assertThat(deadlines.look(BEGAN_MILLIS + 511)).isEqualTo(501);
    }
}
