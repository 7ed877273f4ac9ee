// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.ensemble;

import java.util.concurrent.TimeUnit;

/** One direction between two members: whether bytes pass, and how slowly. Any thread. */
final class Gate {
    private boolean open = true;
    private boolean closedForGood;
    private long delayMillis;

    /** Returns when what has arrived may go on. @return false if it never may */
    synchronized boolean pass() {
        try {
            if (delayMillis > 0) {
                // Everything behind waits, too: a line that is slow, not only far.
                TimeUnit.MILLISECONDS.timedWait(this, delayMillis);
            }
            while (!open && !closedForGood) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return !closedForGood;
    }

    synchronized void shut() {
        open = false;
    }

    synchronized void open() {
        open = true;
        delayMillis = 0;
        notifyAll();
    }

    synchronized void delay(long millis) {
        delayMillis = millis;
    }

    synchronized void closeForGood() {
        closedForGood = true;
        notifyAll();
    }
}
