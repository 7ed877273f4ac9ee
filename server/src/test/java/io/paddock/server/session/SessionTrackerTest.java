// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions never expire early, and at most one tick late. The test sets the time. */
class SessionTrackerTest {
    private static final int TICK = 2000;

    private final SessionTracker tracker = new SessionTracker(TICK);

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 1999, 2000, 123_456_789, -5000})
    void silentSessionExpiresBetweenItsTimeoutAndOneTickLater(long opened) {
        Session session = tracker.open(1, 4000, opened);
        long now = opened;
        while (tracker.expire(now).isEmpty()) {
            now++;
        }
        assertThat(now - opened).isGreaterThan(4000).isLessThanOrEqualTo(4000 + TICK);
        assertThat(tracker.deadlineMillis(session)).isEqualTo(now);
    }

    @Test
    void touchCountsFromItsOwnTime() {
        Session session = tracker.open(1, 4000, 0);
        session.touch(3500);
        assertThat(tracker.expire(7999)).isEmpty();
        assertThat(tracker.expire(8000)).containsExactly(session);
    }

    @Test
    void touchesCountEvenIfTheTrackerLooksLate() {
        Session heard = tracker.open(1, 4000, 0);
        Session silent = tracker.open(2, 4000, 0);
        heard.touch(99_000);
        assertThat(tracker.expire(100_000)).containsExactly(silent);
        assertThat(tracker.expire(103_999)).isEmpty();
        assertThat(tracker.expire(104_000)).containsExactly(heard);
    }

    @Test
    void expiredSessionIsReportedOnce() {
        Session session = tracker.open(1, 4000, 0);
        assertThat(tracker.expire(6000)).containsExactly(session);
        assertThat(tracker.expire(60_000)).isEmpty();
    }

    @Test
    void sessionWhoseEndCouldNotBeLoggedIsReportedAgainATickLater() {
        Session session = tracker.open(1, 4000, 0);
        assertThat(tracker.expire(6000)).containsExactly(session);
        tracker.retry(session, 6000);
        assertThat(tracker.expire(7999)).isEmpty();
        assertThat(tracker.expire(10_000)).containsExactly(session);
    }

    @Test
    void sessionTouchedAfterItWasReportedIsTrackedAgain() {
        Session session = tracker.open(1, 4000, 0);
        assertThat(tracker.expire(6000)).containsExactly(session);
        session.touch(5999);
        assertThat(tracker.isOver(session, 6001)).isFalse();
        assertThat(tracker.expire(9999)).isEmpty();
        assertThat(tracker.expire(10_000)).containsExactly(session);
        assertThat(tracker.isOver(session, 10_000)).isTrue();
    }

    @Test
    void removedAndClosingSessionsAreNotReported() {
        tracker.open(1, 4000, 0);
        Session closing = tracker.open(2, 4000, 0);
        tracker.remove(1);
        closing.closing(true);
        assertThat(tracker.expire(60_000)).isEmpty();
        assertThat(tracker.find(1)).isNull();
        assertThat(tracker.all()).containsExactly(closing);
        assertThat(tracker.count()).isEqualTo(1);
    }

    @Test
    void reusedIdIsAnotherSession() {
        tracker.open(1, 4000, 0);
        tracker.remove(1);
        Session again = tracker.open(1, 40_000, 0);
        assertThat(tracker.expire(39_999)).isEmpty();
        assertThat(tracker.expire(42_000)).containsExactly(again);
    }

    @Test
    void renewalMayShortenTheTimeout() {
        Session session = tracker.open(1, 40_000, 0);
        session.attach(null, 4000);
        tracker.renewed(session, 1000);
        assertThat(tracker.expire(5999)).isEmpty();
        assertThat(tracker.expire(6000)).containsExactly(session);
    }

    @Test
    void renewalMayLengthenTheTimeout() {
        Session session = tracker.open(1, 4000, 0);
        session.attach(null, 40_000);
        tracker.renewed(session, 1000);
        assertThat(tracker.expire(41_999)).isEmpty();
        assertThat(tracker.expire(42_000)).containsExactly(session);
    }

    @Test
    void standstillOfTheServerExtendsTheSession() {
        Session session = tracker.open(1, 4000, 0);
        // The client was silent for 30 s, but the server could read nothing for 29 of them.
        tracker.stalled(29_000);
        assertThat(tracker.expire(30_000)).isEmpty();
        assertThat(tracker.expire(29_000 + 4000)).isEmpty();
        assertThat(tracker.expire(29_000 + 4000 + TICK)).containsExactly(session);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 100, 2000})
    void sleepingFromOneDeadlineToTheNextEndsASessionAtItsTick(int tick) {
        SessionTracker fine = new SessionTracker(tick);
        assertThat(fine.nextDueMillis()).isEqualTo(Long.MAX_VALUE);
        Session session = fine.open(1, 2 * tick, 500);
        session.touch(501);
        long now = 501;
        while (fine.expire(now).isEmpty()) {
            assertThat(fine.nextDueMillis()).isGreaterThan(now);
            now = fine.nextDueMillis();
        }

        assertThat(now).isEqualTo(fine.deadlineMillis(session));
        assertThat(fine.nextDueMillis()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void manySessionsExpireNeverEarlyAndAtMostATickLate() {
        for (int seed = 0; seed < 50; seed++) {
            new RandomDay(seed).run();
        }
    }

    /**
     * Sessions with random timeouts are touched, renewed and removed at random. The tracker looks about ten
     * times a tick.
     */
    private static final class RandomDay {
        private static final int TICK = 100;

        private final Random random;
        private final int seed;
        private final SessionTracker tracker = new SessionTracker(TICK);
        private final Map<Session, Long> lastHeard = new HashMap<>();
        private long now;
        private long lastLook;

        RandomDay(int seed) {
            this.seed = seed;
            this.random = new Random(seed);
        }

        void run() {
            for (long id = 1; id < 3000; id++) {
                now += random.nextInt(5);
                act(id);
                if (now - lastLook >= TICK / 10) {
                    look();
                }
            }
            now += 100_000;
            look();
            assertThat(lastHeard).as("seed %d", seed).isEmpty();
        }

        private void act(long id) {
            Session some =
                    lastHeard.isEmpty() ? null : List.copyOf(lastHeard.keySet()).get(random.nextInt(lastHeard.size()));
            switch (some == null ? 0 : random.nextInt(8)) {
                case 0, 1 -> lastHeard.put(tracker.open(id, 200 + random.nextInt(800), now), now);
                case 2 -> {
                    some.attach(null, 200 + random.nextInt(800));
                    tracker.renewed(some, now);
                    lastHeard.put(some, now);
                }
                case 3 -> {
                    tracker.remove(some.id());
                    lastHeard.remove(some);
                }
                default -> {
                    some.touch(now);
                    lastHeard.put(some, now);
                }
            }
        }

        private void look() {
            for (Session over : tracker.expire(now)) {
                long silent = now - lastHeard.remove(over);
                assertThat(silent).as("seed %d", seed).isGreaterThan(over.timeoutMillis());
                tracker.remove(over.id());
            }
            for (Map.Entry<Session, Long> alive : lastHeard.entrySet()) {
                assertThat(now - alive.getValue())
                        .as("seed %d", seed)
                        .isLessThan(alive.getKey().timeoutMillis() + TICK);
            }
            lastLook = now;
        }
    }
}
