// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

/**
 * What a tree holds between two replacements: an identity to compare, no data. A walk that began in one content must not go on in the next, nor may a
 * file written from it appear once the next is in force.
 *
 * <p>Its lock is held for the last step of a snapshot, a rename, and by the writer to end the content. Not the tree's gate: that would make
 * every reader wait for the disk.
 */
public final class TreeContent {
    /** Something to be done while a content is in force. */
    @FunctionalInterface
    public interface Step<E extends Exception> {
        void run() throws E;
    }

    private boolean replaced;

    TreeContent() {}

    /**
     * Does something that has to come before the content's end, which waits for it.
     *
     * @throws TreeReplaced when it has ended: nothing was done
     */
    public synchronized <E extends Exception> void whileInForce(Step<E> step) throws E {
        checkInForce();
        step.run();
    }

    /** @throws TreeReplaced when the content has ended */
    public synchronized void checkInForce() {
        if (replaced) {
            throw new TreeReplaced();
        }
    }

    synchronized void end() {
        replaced = true;
    }
}
