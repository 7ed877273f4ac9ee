// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.defects;

import static org.awaitility.Awaitility.await;

import io.paddock.e2e.ensemble.Ensemble;
import io.paddock.e2e.quorum.Packets;
import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.HostPort;
import io.paddock.protocol.quorum.LeaderMessage;
import io.paddock.protocol.quorum.LearnerInfo;
import io.paddock.protocol.quorum.LearnerMessage;
import io.paddock.protocol.quorum.PacketType;
import io.paddock.protocol.quorum.QuorumPacket;
import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.server.link.LeaderDial;
import io.paddock.server.link.QuorumLink;
import io.paddock.server.link.QuorumOptions;
import io.paddock.server.listen.Names;
import io.paddock.storage.snapshot.SnapshotStreamWriter;
import io.paddock.storage.tree.ZnodeTree;
import java.util.List;
import java.util.Objects;

/** One connection over a quorum port, of which the test is one end. */
final class Conversation implements AutoCloseable {
    private final QuorumLink link;
    private final Packets packets;
    private final Runnable end;
    private boolean open = true;

    Conversation(QuorumLink link, Packets packets, Runnable end) {
        this.link = link;
        this.packets = packets;
        this.end = end;
    }

    /** As a learner, with a member that leads. */
    static Conversation with(int quorumPort) {
        LeaderDial dial = new LeaderDial(QuorumOptions.of(60_000), Names.SYSTEM);
        Packets packets = new Packets();
        List<HostPort> address = List.of(new HostPort("127.0.0.1", quorumPort));
        // It may not have started yet, and one attempt is short.
        QuorumLink link = await("the quorum port")
                .atMost(Ensemble.PATIENCE)
                .ignoreExceptions()
                .until(() -> dial.connect(address, packets).get(), Objects::nonNull);
        return new Conversation(link, packets, dial::close);
    }

    Conversation say(LeaderMessage message) {
        link.send(message.toPacket());
        return this;
    }

    Conversation say(LearnerMessage message) {
        link.send(message.toPacket());
        return this;
    }

    /** The state of a leader, under any label. */
    Conversation snapshot(ZnodeTree tree, long label) {
        link.sendSnapshot(new SnapshotStreamWriter(tree), label);
        return this;
    }

    Conversation propose(LoggedTxn txn) {
        return say(new LeaderMessage.Proposal(txn.header().zxid(), History.payload(txn)));
    }

    Conversation commit(LoggedTxn txn) {
        return say(new LeaderMessage.Commit(txn.header().zxid()));
    }

    /** The next packet, which must be of this type; pings are passed over. */
    QuorumPacket hear(PacketType type) throws InterruptedException {
        return packets.next(type);
    }

    /** The next packet, which must acknowledge this. */
    Conversation hearAck(long zxid) throws InterruptedException {
        QuorumPacket ack = hear(PacketType.ACK);
        if (ack.zxid() != zxid) {
            throw new AssertionError("acked " + Zxid.hex(ack.zxid()) + ", not " + Zxid.hex(zxid));
        }
        return this;
    }

    /** Whatever comes next: a packet, or the text that says why the connection was closed. */
    Object hearAny() throws InterruptedException {
        Object next = packets.next();
        while (next instanceof QuorumPacket packet && packet.kind() == PacketType.PING) {
            next = packets.next();
        }
        return next;
    }

    /** As a leader: tells the epoch. @return what the learner has */
    LearnerMessage.AckEpoch lead(long epoch) throws InterruptedException {
        say(new LeaderMessage.LeaderInfo(epoch, LearnerInfo.PROTOCOL_VERSION));
        return (LearnerMessage.AckEpoch) LearnerMessage.of(hear(PacketType.ACK_EPOCH));
    }

    /** As a learner, up to what the leader makes of it. @param currentEpoch or -1 not to be counted */
    QuorumPacket introduce(long sid, long acceptedEpoch, long lastZxid, int currentEpoch) throws InterruptedException {
        hello(sid, acceptedEpoch);
        hear(PacketType.LEADER_INFO);
        say(new LearnerMessage.AckEpoch(lastZxid, currentEpoch));
        Object first = hearAny();
        if (first instanceof QuorumPacket packet) {
            return packet;
        }
        throw new AssertionError("the leader does not synchronise: " + first);
    }

    /** As a learner: says who it is. */
    Conversation hello(long sid, long acceptedEpoch) {
        LearnerInfo self = new LearnerInfo(sid, LearnerInfo.PROTOCOL_VERSION, 0);
        return say(new LearnerMessage.Hello(false, acceptedEpoch, self));
    }

    /** Ends it, if it has not ended yet. */
    @Override
    public void close() {
        if (open) {
            open = false;
            link.close("the test has seen enough");
            end.run();
        }
    }
}
