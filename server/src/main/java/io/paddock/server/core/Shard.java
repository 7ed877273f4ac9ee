// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.server.watch.WatchTable;
import io.paddock.storage.tree.TreeGate;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop's share of the server: its slot of the tree gate, the watches of its connections, and what applying txns has put out for
 * them.
 *
 * <p>Everything here is touched only inside the slot: by the loop while it answers reads, and by the core while it applies (it holds all
 * slots then). The loop delivers what is in the outbox each time it enters, before it reads anything; hence a client hears of a change
 * before it can see it.
 */
public final class Shard {
    private static final Logger LOG = LoggerFactory.getLogger(Shard.class);

    private final Executor loop;
    private final TreeGate.ReadSlot slot;
    private final WatchTable watches = new WatchTable();
    private final Runnable afterDelivery;
    private ArrayDeque<Delivery> outbox = new ArrayDeque<>();
    private ArrayDeque<Delivery> spare = new ArrayDeque<>();
    private boolean delivering;
    private boolean wakeDue; // of the core thread

    /**
     * @param loop runs tasks on the event loop
     * @param afterDelivery called on the loop, outside the slot, when something may have been delivered: the moment to flush
     */
    public Shard(Executor loop, TreeGate gate, Runnable afterDelivery) {
        this.loop = loop;
        this.slot = gate.newSlot();
        this.afterDelivery = afterDelivery;
    }

    /** @return the watches of this loop's connections; only inside the slot */
    public WatchTable watches() {
        return watches;
    }

    /** Enters the slot and delivers what has been put out. On the loop. */
    public void enter() {
        slot.enter();
        deliverAll();
    }

    public void exit() {
        slot.exit();
    }

    /** Puts something out. Inside the slot, by the core. */
    public void put(Delivery delivery) {
        outbox.add(delivery);
        wakeDue = true;
    }

    /** Makes the loop deliver soon, if there is anything. From the core, after it left the slots. */
    public void wakeIfDue() {
        if (wakeDue) {
            wakeDue = false;
            loop.execute(this::deliverNow);
        }
    }

    private void deliverNow() {
        enter();
        exit();
        afterDelivery.run();
    }

    /** Takes the shard out of the gate. */
    public void close() {
        slot.close();
    }

    // One that fails must not take the others with it, nor leave the loop inside the slot: the core would wait for
    // good.
    private static void deliver(Delivery each) {
        try {
            each.deliver();
        } catch (RuntimeException | Error e) {
            LOG.error("A delivery failed", e);
        }
    }

    // Delivering one thing may let its connection go on reading; that must not start a second round in the middle of
    // this one.
    private void deliverAll() {
        if (delivering) {
            return;
        }
        delivering = true;
        try {
            while (!outbox.isEmpty()) {
                ArrayDeque<Delivery> batch = outbox;
                outbox = spare;
                for (Delivery each : batch) {
                    deliver(each);
                }
                batch.clear();
                spare = batch;
            }
        } finally {
            delivering = false;
        }
    }
}
