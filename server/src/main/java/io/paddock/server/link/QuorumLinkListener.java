// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.link;

import io.paddock.protocol.quorum.QuorumPacket;
import io.paddock.storage.tree.ZnodeTree;

/**
 * Receives what arrives over one connection between leader and learner, in order, on that connection's
 * thread. The methods must not block. An exception closes the connection.
 */
public interface QuorumLinkListener {
    /**
     * A packet has arrived. After a SNAP packet, {@link #receivedSnapshot} is called before any other packet
     * arrives.
     */
    void received(QuorumLink link, QuorumPacket packet);

    /** All packets that arrived together have been received. Now is the time to forward them. */
    default void receivedAll(QuorumLink link) {}

    /** More of a tree has arrived, but not all of it. */
    default void heard(QuorumLink link) {}

    /**
     * The tree that a SNAP packet announced has arrived.
     *
     * @param zxid that of the packet: everything up to it is in the tree
     */
    void receivedSnapshot(QuorumLink link, long zxid, ZnodeTree tree);

    /** Only little waits to be sent again, after {@link QuorumLink#isCongested}. */
    void uncongested(QuorumLink link);

    /** The connection has ended. Called once; no other method is called after it. */
    void closed(QuorumLink link, String reason);
}
