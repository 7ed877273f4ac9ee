// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.link;

import io.paddock.protocol.quorum.Notification;

/** Carries votes between this member and the others. */
public interface ElectionLinks {
    /**
     * Sends a notification to another member, connecting to it where necessary. Until it is connected,
     * attempts continue, and a later notification replaces this one. So a peer always gets the newest
     * notification, may miss earlier ones, and may get the last one twice. Any thread.
     *
     * @param to another member's server id, or the id of a non-member that has sent a notification; to any
     *     other id nothing is sent
     */
    void send(long to, Notification notification);

    /** Receives the notifications of other members. */
    interface Listener {
        /**
         * A notification has arrived, possibly the same as before. Called on the thread of the election
         * links, in order for each peer. The implementation must not block, and must bound the number of
         * notifications that it keeps.
         *
         * @param from the id that the peer gave; below 0 for a peer that has none
         */
        void received(long from, Notification notification);

        /**
         * A member's host answers, but no process listens on its election port. Called on the thread of the
         * election links.
         */
        default void unreachable(long sid) {}
    }
}
