// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import io.paddock.protocol.quorum.PeerState;
import io.paddock.server.config.Ensemble.Observing;
import java.util.Random;
import java.util.function.ObjIntConsumer;

/** Random waits by which many observers of one leader do not all come at once. Any thread, unless it says otherwise. */
final class ReconnectDelays {
    private final Observing options;
    private final Random random;
    private final ObjIntConsumer<Runnable> clock;
    private volatile boolean observing;
    private boolean fresh;

    /** @param clock runs a task after so many milliseconds */
    ReconnectDelays(Observing options, Random random, ObjIntConsumer<Runnable> clock) {
        this.options = options;
        this.random = random;
        this.clock = clock;
    }

    /** On the core thread. */
    void become(PeerState state) {
        observing = state == PeerState.OBSERVING;
        fresh = observing;
    }

    /** Before the first dial of a leader. On the core thread. */
    void beforeDial(Runnable task) {
        later(task, fresh ? options.reconnectDelayMillis() : 0);
        fresh = false;
    }

    /** Before the loss of a leader is taken notice of. */
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
