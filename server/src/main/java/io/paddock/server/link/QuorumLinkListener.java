// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.link;

import io.paddock.protocol.quorum.QuorumPacket;
import io.paddock.storage.tree.ZnodeTree;

/**
 * Hears what comes over one connection between leader and learner, in order, on that connection's thread: must not block. Whatever it throws
 * closes the connection.
 */
public interface QuorumLinkListener {
    /** A packet has arrived. A SNAP is followed by {@link #receivedSnapshot}, and by no other packet before that. */
    void received(QuorumLink link, QuorumPacket packet);

    /** Of what came together all packets are received: the moment to pass them on. */
    default void receivedAll(QuorumLink link) {}

    /** More of a tree has arrived, not yet all of it. */
    default void heard(QuorumLink link) {}

    /** The tree that a SNAP packet announced is here. @param zxid that of the packet: everything up to it is in the tree */
    void receivedSnapshot(QuorumLink link, long zxid, ZnodeTree tree);

    /** What waited to be sent has become little again, after {@link QuorumLink#isCongested}. */
    void uncongested(QuorumLink link);

    /** The connection has ended, once. Nothing more is called. */
    void closed(QuorumLink link, String reason);
}
