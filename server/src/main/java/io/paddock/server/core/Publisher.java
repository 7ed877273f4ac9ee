// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.storage.tree.TreeGate;
import java.util.List;

/** Makes things visible to the event loops: what is done to the tree, or put into outboxes, is done while no loop reads. Owned by the core thread. */
final class Publisher {
    /** Steps in one hold of the gate: readers wait no longer than that many take. */
    private static final int STEPS_MAX = 256;
    /** Past so many changed znodes no further step is taken in the same hold: a few large multis are as much as many small writes. */
    private static final int CHANGES_MAX = 4096;

    private final TreeGate gate;
    private final Clock clock;
    private final List<Shard> shards;

    Publisher(TreeGate gate, Clock clock, List<Shard> shards) {
        this.gate = gate;
        this.clock = clock;
        this.shards = shards;
    }

    /** Something that is done step by step. */
    interface Steps {
        boolean hasNext();

        /** Takes one step, inside the gate. @param nowMillis wall clock @return how many znodes it changed */
        int next(long nowMillis);
    }

    /** Takes all steps there are, and wakes the loops that have something to deliver. @return whether there were any */
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

    /** Does something in one hold of the gate. */
    void publish(Runnable step) {
        gate.lockAll();
        try {
            step.run();
        } finally {
            gate.unlockAll();
        }
        wakeShards();
    }

    /** Puts out something that no txn brings about. */
    void putOut(Shard shard, Delivery delivery) {
        publish(() -> shard.put(delivery));
    }

    private void wakeShards() {
        for (Shard shard : shards) {
            shard.wakeIfDue();
        }
    }
}
