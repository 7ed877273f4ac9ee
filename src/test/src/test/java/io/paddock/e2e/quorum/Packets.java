// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.quorum;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.paddock.protocol.quorum.PacketType;
import io.paddock.protocol.quorum.QuorumPacket;
import io.paddock.server.link.QuorumLink;
import io.paddock.server.link.QuorumLinkListener;
import io.paddock.storage.tree.ZnodeTree;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What came over one quorum connection, in order. */
public final class Packets implements QuorumLinkListener {
    private static final int PATIENCE_SECONDS = 60;

    private final BlockingQueue<Object> arrived = new LinkedBlockingQueue<>();

    @Override
    public void received(QuorumLink link, QuorumPacket packet) {
        arrived.add(packet);
    }

    @Override
    public void receivedSnapshot(QuorumLink link, long zxid, ZnodeTree tree) {
        arrived.add(tree);
    }

    @Override
    public void uncongested(QuorumLink link) {}

    @Override
    public void closed(QuorumLink link, String reason) {
        arrived.add("closed: " + reason);
    }

    /** Takes the next packet of a type, passing over pings only. */
    public QuorumPacket next(PacketType type) throws InterruptedException {
        Object next = next();
        while (type != PacketType.PING && next instanceof QuorumPacket ping && ping.kind() == PacketType.PING) {
            next = next();
        }
        if (next instanceof QuorumPacket packet && packet.kind() == type) {
            return packet;
        }
        throw new AssertionError("expected " + type + ", found " + next);
    }

    /** Takes the next tree. */
    public ZnodeTree nextTree() throws InterruptedException {
        Object next = next();
        if (next instanceof ZnodeTree tree) {
            return tree;
        }
        throw new AssertionError("expected a tree, found " + next);
    }

    /** Takes whatever comes next: a packet, a tree, or the text that says why the connection was closed. */
    public Object next() throws InterruptedException {
        Object next = arrived.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertNotNull(next, "nothing has arrived");
        return next;
    }
}
