// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import io.paddock.protocol.quorum.PeerState;
import io.paddock.server.config.Ensemble;

/**
 * How often the core thread wakes to tell agreement the time: as often as the configured periods need, and no
 * more often. If the core thread is awake for another reason, it tells the time more often.
 */
final class TickPeriods {
    private static final long LOOKING_MILLIS_MAX = 20;
    private static final long JOINING_MILLIS_MAX = 100;
    private static final long SERVING_MILLIS_MAX = 500;

    private final long lookingMillis;
    private final long joiningMillis;
    private final long servingMillis;

    TickPeriods(Ensemble options) {
        int tickMillis = options.patience().tickMillis();
        int epochWaitMillis = options.syncing().epochWaitMillis();
        // Agreement counts at most half a tickTime between two ticks. With a longer period its time would go
        // slower than the clock.
        lookingMillis =
                atMost(LOOKING_MILLIS_MAX, tickMillis / 4, options.electing().minNotificationMillis() / 4);
        joiningMillis = atMost(
                JOINING_MILLIS_MAX, tickMillis / 10, epochWaitMillis < 0 ? JOINING_MILLIS_MAX : epochWaitMillis / 4);
        // Pings are due every half tick, and silence is measured in whole ticks. A quarter tick is short
        // enough for both.
        servingMillis = atMost(SERVING_MILLIS_MAX, tickMillis / 4, SERVING_MILLIS_MAX);
    }

    private static long atMost(long max, long first, long second) {
        return Math.max(1, Math.min(max, Math.min(first, second)));
    }

    /**
     * @return how much time must pass before a tick is worth the work, if the core thread is awake for
     *     another reason
     */
    long leastMillis() {
        return lookingMillis;
    }

    /**
     * @return the period, in milliseconds
     * @param state this member's role
     * @param serves whether clients are served, and will be
     */
    long millis(PeerState state, boolean serves) {
        if (state == PeerState.LOOKING) {
            return lookingMillis;
        }
        return serves ? servingMillis : joiningMillis;
    }
}
