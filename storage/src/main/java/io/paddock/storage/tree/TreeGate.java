// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets many readers and one writer share the tree, at the price of one uncontended atomic per reader and side.
 *
 * <p>Each reader (an event loop, the snapshot thread) has a {@link ReadSlot} of its own; the writer takes all of them.
 * Readers therefore write no cache line that another reader reads, which one shared read-write lock could not offer.
 *
 * <p>Nobody starves. The writer first marks every slot, so a reader that leaves cannot come back before the writer was
 * served; and where a reader waits when the writer leaves, the slot is handed to it, so that a writer with always more
 * to apply cannot come back before that reader was.
 *
 * <pre>
 *           enter                lockAll                    exit: wakes the writer
 *   FREE ----------&gt; HELD ---------------&gt; HELD | WRITER ----------&gt; WRITER
 *    ^ \              | ^ exit, back to FREE                             |
 *    |  `- lockAll: WRITER                                              | unlockAll: HELD for a reader that waits,
 *    `------------------------------------------------------------------'            else FREE
 * </pre>
 */
public final class TreeGate {
    private static final int FREE = 0;
    private static final int HELD = 1;
    private static final int WRITER = 2;
    /** A batch is applied within microseconds: look this often before sleeping. */
    private static final int SPINS = 64;

    private final Object registry = new Object();
    private ReadSlot[] slots = new ReadSlot[0];
    private boolean lockedByWriter;
    /** What the writer holds; a slot closed meanwhile is nobody's any more. */
    private ReadSlot[] taken;

    private volatile Thread writer;

    /** @return a slot for one reader; close it when the reader ends */
    public ReadSlot newSlot() {
        synchronized (registry) {
            ReadSlot slot = new ReadSlot(this, lockedByWriter ? WRITER : FREE);
            ReadSlot[] more = java.util.Arrays.copyOf(slots, slots.length + 1);
            more[slots.length] = slot;
            slots = more;
            return slot;
        }
    }

    /** Waits until no reader is inside, and keeps them out. One thread only; not while it holds a slot. */
    public void lockAll() {
        writer = Thread.currentThread();
        synchronized (registry) {
            if (lockedByWriter) {
                throw new IllegalStateException("the gate is locked already: there is one writer");
            }
            lockedByWriter = true;
            taken = slots;
        }
        for (ReadSlot slot : taken) {
            slot.claim();
        }
        for (ReadSlot slot : taken) {
            slot.awaitExit();
        }
    }

    /** Lets the readers in again. */
    public void unlockAll() {
        ReadSlot[] held;
        synchronized (registry) {
            if (!lockedByWriter) {
                throw new IllegalStateException("the gate is not locked");
            }
            lockedByWriter = false;
            held = slots;
        }
        for (ReadSlot slot : held) {
            slot.release();
        }
    }

    /** @return whether the writer is inside */
    public boolean isLocked() {
        synchronized (registry) {
            return lockedByWriter;
        }
    }

    private void remove(ReadSlot slot) {
        synchronized (registry) {
            slots = java.util.Arrays.stream(slots).filter(each -> each != slot).toArray(ReadSlot[]::new);
        }
    }

    /** Keeps what follows away from what other objects in the heap have on the same cache line. */
    private abstract static class PadBefore {
        long p01, p02, p03, p04, p05, p06, p07, p08, p09, p10, p11, p12, p13, p14, p15;
    }

    private abstract static class SlotState extends PadBefore {
        volatile int state;
        volatile Thread waiter;
        Thread holder;
    }

    private abstract static class PadAfter extends SlotState {
        long q01, q02, q03, q04, q05, q06, q07, q08, q09, q10, q11, q12, q13, q14, q15;
    }

    /** One reader's door. Not re-entrant, and used by one thread at a time. */
    public static final class ReadSlot extends PadAfter implements AutoCloseable {
        private static final VarHandle STATE;

        static {
            try {
                STATE = MethodHandles.lookup().findVarHandle(SlotState.class, "state", int.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private final TreeGate gate;

        private ReadSlot(TreeGate gate, int state) {
            this.gate = gate;
            this.state = state;
        }

        /** Waits while the writer is inside. Until {@link #exit}, the tree does not change. */
        public void enter() {
            Thread me = Thread.currentThread();
            if (holder == me) {
                throw new IllegalStateException("already inside: a slot is not re-entrant");
            }
            if (!STATE.compareAndSet(this, FREE, HELD)) {
                awaitTurn(me);
            }
            holder = me;
        }

        /** Leaves. Nothing read from the tree may be believed afterwards. */
        public void exit() {
            if (holder != Thread.currentThread()) {
                throw new IllegalStateException("not inside");
            }
            holder = null;
            if (!STATE.compareAndSet(this, HELD, FREE)) {
                state = WRITER;
                LockSupport.unpark(gate.writer);
            }
        }

        public boolean heldByCurrentThread() {
            return holder == Thread.currentThread();
        }

        /** Gives the slot back; its reader must be outside. */
        @Override
        public void close() {
            if (holder != null) {
                throw new IllegalStateException("closed while inside");
            }
            gate.remove(this);
        }

        private void awaitTurn(Thread me) {
            waiter = me; // Before looking again: the writer looks for a waiter after it frees the slot.
            for (int spins = 0; !STATE.compareAndSet(this, FREE, HELD); spins++) {
                if ((state & HELD) != 0) {
                    break; // Handed over by release().
                }
                if (spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.park(this);
                }
            }
            waiter = null; // While held, so the writer never sees a waiter of an earlier turn.
        }

        private void claim() {
            STATE.getAndBitwiseOr(this, WRITER);
        }

        private void awaitExit() {
            for (int spins = 0; (state & HELD) != 0; spins++) {
                if (spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.park(this);
                }
            }
        }

        private void release() {
            Thread waiting = waiter;
            if (waiting != null) {
                state = HELD;
            } else {
                state = FREE;
                waiting = waiter; // It may have come just now and seen WRITER still.
            }
            if (waiting != null) {
                LockSupport.unpark(waiting);
            }
        }
    }
}
