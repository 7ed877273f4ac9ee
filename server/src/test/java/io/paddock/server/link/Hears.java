// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.link;

import io.paddock.protocol.quorum.QuorumPacket;
import io.paddock.storage.tree.ZnodeTree;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** Records what one side of a quorum connection receives. */
final class Hears implements QuorumLinkListener {
    private final List<Object> events =
            new CopyOnWriteArrayList<>(); // packets, trees, and at last the reason of the end
    private final AtomicInteger uncongested = new AtomicInteger();

    record Tree(long zxid, ZnodeTree tree) {}

    record Closed(String reason) {}

    @Override
    public void received(QuorumLink link, QuorumPacket packet) {
        events.add(packet);
    }

    @Override
    public void receivedSnapshot(QuorumLink link, long zxid, ZnodeTree tree) {
        events.add(new Tree(zxid, tree));
    }

    @Override
    public void uncongested(QuorumLink link) {
        uncongested.incrementAndGet();
    }

    @Override
    public void closed(QuorumLink link, String reason) {
        events.add(new Closed(reason));
    }

    List<Object> await(int count) {
        Awaitility.await().until(() -> events.size() >= count);
        return List.copyOf(events);
    }

    String awaitClosed() {
        Awaitility.await().until(() -> events.stream().anyMatch(Closed.class::isInstance));
        return ((Closed) events.get(events.size() - 1)).reason();
    }

    int uncongested() {
        return uncongested.get();
    }
}
