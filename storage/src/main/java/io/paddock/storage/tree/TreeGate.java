// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets many readers and one writer share the tree. To enter costs a reader one uncontended atomic operation,
 * and to leave one more.
 *
 * <p>Each reader (an event loop, the snapshot thread) has a {@link ReadSlot} of its own. The writer takes all
 * of them. So no reader writes a cache line that another reader reads. One shared read-write lock could not
 * offer this.
 *
 * <p>No thread starves. The writer first marks every slot. So a reader that leaves cannot enter again before
 * the writer. If a reader waits when the writer leaves, the writer hands the slot to it. So a writer that
 * always has more to apply cannot enter again before that reader.
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
    /** A batch is applied within microseconds, so look this often before sleeping. */
    private static final int SPINS = 64;

    private final Object registry = new Object();
    private ReadSlot[] slots = new ReadSlot[0];
    private boolean lockedByWriter;
    /** The slots that the writer holds. A slot that was closed meanwhile belongs to no reader any more. */
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

    /**
     * Waits until no reader is inside, and keeps readers out. Only one thread may call this, and not while it
     * holds a slot.
     */
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

    /** Padding: keeps the following fields off the cache lines of other objects in the heap. */
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

    /** The slot of one reader. It is not re-entrant. One thread at a time uses it. */
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

        /** Leaves. What the reader read from the tree may be outdated from now on. */
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
            waiter = me; // Set before looking again: the writer looks for a waiter after it frees the slot.
            for (int spins = 0; !STATE.compareAndSet(this, FREE, HELD); spins++) {
                if ((state & HELD) != 0) {
                    break; // The writer handed the slot over in release().
                }
                if (spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.park(this);
                }
            }
            // Cleared while the slot is held, so that the writer never sees a waiter of an earlier turn.
            waiter = null;
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
                waiting = waiter; // A reader may have come just now and still seen WRITER.
            }
            if (waiting != null) {
                LockSupport.unpark(waiting);
            }
        }
    }
}
