// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.sim;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One direction of one connection. Messages arrive in order, each after its own delay. While the direction is
 * blocked they are held up.
 */
final class Pipe {
    private final Simulation world;
    private final int from;
    private final int to;
    private final Deque<Runnable> inFlight = new ArrayDeque<>();
    private long nextMillis;
    private int heldUp;

    Pipe(Simulation world, int from, int to) {
        this.world = world;
        this.from = from;
        this.to = to;
    }

    void send(Runnable arrival) {
        inFlight.addLast(arrival);
        nextMillis = Math.max(nextMillis, world.now() + world.messageDelay());
        world.at(nextMillis, this::arrive);
    }

    private void arrive() {
        if (world.isBlocked(from, to)) {
            heldUp++;
        } else if (!inFlight.isEmpty()) {
            inFlight.removeFirst().run();
        }
    }

    /** The direction is open again. Messages that were held up arrive now. */
    void resume() {
        while (heldUp > 0 && !world.isBlocked(from, to)) {
            heldUp--;
            world.at(world.now(), this::arrive);
        }
    }

    /** Drops the messages in transit. */
    void clear() {
        inFlight.clear();
    }
}
