// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.server.watch.WatchTable;
import io.paddock.storage.tree.TreeGate;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop's share of the server: its slot of the tree gate, the watches of its connections, and the
 * replies and events that the core has put out for them.
 *
 * <p>Both threads touch it only inside the slot: the event loop while it answers reads, and the core while it
 * applies txns and holds all slots. Each time the event loop enters the slot, it delivers the outbox before
 * it reads anything. Hence a client receives the event of a change before it can see the change.
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
    private boolean wakeDue; // Used by the core thread only.

    /**
     * @param loop runs tasks on the event loop
     * @param afterDelivery called on the event loop, outside the slot, when something may have been delivered
     *     and should be flushed
     */
    public Shard(Executor loop, TreeGate gate, Runnable afterDelivery) {
        this.loop = loop;
        this.slot = gate.newSlot();
        this.afterDelivery = afterDelivery;
    }

    /** @return the watches of this event loop's connections; use them only inside the slot */
    public WatchTable watches() {
        return watches;
    }

    /** Enters the slot and delivers the outbox. Runs on the event loop. */
    public void enter() {
        slot.enter();
        deliverAll();
    }

    public void exit() {
        slot.exit();
    }

    /** Adds something to the outbox. The core calls this inside the slot. */
    public void put(Delivery delivery) {
        outbox.add(delivery);
        wakeDue = true;
    }

    /**
     * Makes the event loop deliver soon, if there is anything. The core calls this after it left the slots.
     */
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

    /** Removes the shard's slot from the gate. */
    public void close() {
        slot.close();
    }

    // A delivery that fails must not prevent the others. Nor may it leave the event loop inside the slot,
    // because then the core would wait forever.
    private static void deliver(Delivery each) {
        try {
            each.deliver();
        } catch (RuntimeException | Error e) {
            LOG.error("A delivery failed", e);
        }
    }

    // A delivery may let its connection read again. That must not start a second round in the middle of this
    // one.
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
