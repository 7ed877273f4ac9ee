// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.storage.tree.TreeGate;
import java.util.List;

/**
 * Makes changes visible to the event loops. No event loop reads while the core changes the tree or fills an
 * outbox. Owned by the core thread.
 */
final class Publisher {
    /** Steps in one hold of the gate. Readers wait no longer than these steps take. */
    private static final int STEPS_MAX = 256;
    /**
     * After this many changed znodes, no further step is taken in the same hold. A few large multis take as
     * long as many small writes.
     */
    private static final int CHANGES_MAX = 4096;

    private final TreeGate gate;
    private final Clock clock;
    private final List<Shard> shards;

    Publisher(TreeGate gate, Clock clock, List<Shard> shards) {
        this.gate = gate;
        this.clock = clock;
        this.shards = shards;
    }

    /** Work that is done step by step. */
    interface Steps {
        boolean hasNext();

        /**
         * Takes one step, inside the gate.
         *
         * @param nowMillis wall clock
         * @return how many znodes the step changed
         */
        int next(long nowMillis);
    }

    /**
     * Takes all steps, and wakes the event loops that have something to deliver.
     *
     * @return whether there were any steps
     */
    boolean publish(Steps steps) {
        boolean any = false;
        while (steps.hasNext()) {
            long nowMillis = clock.wallMillis();
            gate.lockAll();
            try {
                int changes = 0;
                for (int i = 0; i < STEPS_MAX && changes < CHANGES_MAX && steps.hasNext(); i++) {
                    changes += steps.next(nowMillis);
                }
            } finally {
                gate.unlockAll();
            }
            any = true;
            wakeShards();
        }
        return any;
    }

    /** Runs one step in one hold of the gate. */
    void publish(Runnable step) {
        gate.lockAll();
        try {
            step.run();
        } finally {
            gate.unlockAll();
        }
        wakeShards();
    }

    /** Delivers something that no txn causes. */
    void putOut(Shard shard, Delivery delivery) {
        publish(() -> shard.put(delivery));
    }

    private void wakeShards() {
        for (Shard shard : shards) {
            shard.wakeIfDue();
        }
    }
}
