// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

/**
 * What a tree holds between two replacements. The object holds no data: it is only an identity to compare. A
 * walk that began in one content must not continue in the next. A file written from one content must not
 * appear after the next is in force.
 *
 * <p>The last step of a snapshot, a rename, holds this object's lock. The writer takes the lock to end the
 * content. The tree's gate is not used for this, because then every reader would wait for the disk.
 */
public final class TreeContent {
    /** A step that is done while a content is in force. */
    @FunctionalInterface
    public interface Step<E extends Exception> {
        void run() throws E;
    }

    private boolean replaced;

    TreeContent() {}

    /**
     * Does a step that must come before the end of this content. The end waits for it.
     *
     * @throws TreeReplaced when this content has ended: nothing was done
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
