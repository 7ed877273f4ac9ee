// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.link;

import io.paddock.protocol.quorum.Notification;

/** How votes get from this member to the others and back. */
public interface ElectionLinks {
    /**
     * Sends a notification to another member, connecting to it where necessary; until it is connected, attempts go on, and a later notification takes
     * the place of this one. So a peer always gets the newest, may miss some in between, and may get the last one twice. Any thread.
     *
     * @param to another member's server id, or that of a stranger that a notification came from; to others nothing is sent
     */
    void send(long to, Notification notification);

    /** Hears of other members. */
    interface Listener {
        /**
         * A notification has arrived, possibly the same as before. Called on the thread of the election links, in order for each peer: must not block,
         * and must not keep more than so many.
         *
         * @param from the id that the peer gave, below 0 for a peer that has none
         */
        void received(long from, Notification notification);

        /** A member's host is there, and nobody listens on its election port. Called on the thread of the election links. */
        default void unreachable(long sid) {}
    }
}
