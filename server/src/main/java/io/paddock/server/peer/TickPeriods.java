// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import io.paddock.protocol.quorum.PeerState;
import io.paddock.server.config.Ensemble;

/**
 * How often agreement is told the time, and the core is woken for it: often enough for each period that the operator has set, and no more often than
 * that. A core that is awake for something else tells it more often.
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
        // Agreement lets half a tickTime pass at most between two looks at the clock: its time would go slower than
        // ours.
        lookingMillis =
                atMost(LOOKING_MILLIS_MAX, tickMillis / 4, options.electing().minNotificationMillis() / 4);
        joiningMillis = atMost(
                JOINING_MILLIS_MAX, tickMillis / 10, epochWaitMillis < 0 ? JOINING_MILLIS_MAX : epochWaitMillis / 4);
        // Pings are due every half tick, and silence is measured in ticks: a quarter meets the first and is fine enough
        // for the second.
        servingMillis = atMost(SERVING_MILLIS_MAX, tickMillis / 4, SERVING_MILLIS_MAX);
    }

    private static long atMost(long max, long first, long second) {
        return Math.max(1, Math.min(max, Math.min(first, second)));
    }

    /** @return how much time has to pass until it is worth telling, where the core is awake anyway */
    long leastMillis() {
        return lookingMillis;
    }

    /** @param serves whether clients are served, and are going to be */
    long millis(PeerState state, boolean serves) {
        if (state == PeerState.LOOKING) {
            return lookingMillis;
        }
        return serves ? servingMillis : joiningMillis;
    }
}
