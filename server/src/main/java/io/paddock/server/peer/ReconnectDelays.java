// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import io.paddock.protocol.quorum.PeerState;
import io.paddock.server.config.Ensemble.Observing;
import java.util.Random;
import java.util.function.ObjIntConsumer;

/**
 * Random delays, so that many observers of one leader do not all connect at once. Any thread, unless a method
 * says otherwise.
 */
final class ReconnectDelays {
    private final Observing options;
    private final Random random;
    private final ObjIntConsumer<Runnable> clock;
    private volatile boolean observing;
    private boolean fresh;

    /**
     * Delays according to the options.
     *
     * @param options the longest delays
     * @param random draws them
     * @param clock runs a task after a number of milliseconds
     */
    ReconnectDelays(Observing options, Random random, ObjIntConsumer<Runnable> clock) {
        this.options = options;
        this.random = random;
        this.clock = clock;
    }

    /** This member has another role now. On the core thread. */
    void become(PeerState state) {
        observing = state == PeerState.OBSERVING;
        fresh = observing;
    }

    /** Runs a task that dials a leader. The first one after an election waits. On the core thread. */
    void beforeDial(Runnable task) {
        later(task, fresh ? options.reconnectDelayMillis() : 0);
        fresh = false;
    }

    /** Runs a task that reports the loss of a leader, after a delay. */
    void afterLoss(Runnable task) {
        later(task, options.electionDelayMillis());
    }

    private void later(Runnable task, int maxMillis) {
        int millis = observing ? random.nextInt(maxMillis + 1) : 0;
        if (millis == 0) {
            task.run();
        } else {
            clock.accept(task, millis);
        }
    }
}
