// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.defects;

import io.paddock.e2e.ensemble.Member;
import io.paddock.e2e.quorum.Packets;
import io.paddock.protocol.Payload;
import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.HostPort;
import io.paddock.protocol.quorum.LeaderMessage;
import io.paddock.protocol.quorum.LearnerMessage;
import io.paddock.protocol.quorum.PacketType;
import io.paddock.protocol.quorum.QuorumPacket;
import io.paddock.server.link.LearnerAcceptor;
import io.paddock.server.link.QuorumOptions;
import io.paddock.server.listen.Names;
import io.paddock.storage.tree.ZnodeTree;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A leader at the quorum port of a member that is not started. */
final class PlayedLeader implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;

    private final BlockingQueue<Conversation> learners = new LinkedBlockingQueue<>();
    private final LearnerAcceptor port;
    private final Payload config;

    /** @param config what it says with NEWLEADER */
    PlayedLeader(Member played, Payload config) {
        this.config = config;
        port = new LearnerAcceptor(
                List.of(new HostPort("127.0.0.1", played.quorumPort())),
                false,
                QuorumOptions.of(60_000),
                Names.SYSTEM,
                (link, info) -> {
                    Packets packets = new Packets();
                    learners.add(new Conversation(link, packets, () -> {}));
                    return packets;
                });
        port.listen().join();
    }

    /** The next learner that says who it is. */
    Conversation awaitLearner() throws InterruptedException {
        Conversation learner = learners.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (learner == null) {
            throw new AssertionError("nobody follows");
        }
        return learner;
    }

    /**
     * Synchronises a learner, up to its second ack of NEWLEADER. One that would rather have a snapshot says so, if need be by
     * coming again, and gets one.
     *
     * @param history what to say first: what a leader must, up to NEWLEADER, that not included
     * @param state what the leader holds, for the snapshot
     */
    Conversation establish(long epoch, Consumer<Conversation> history, ZnodeTree state) throws InterruptedException {
        for (int attempt = 0; attempt < 10; attempt++) {
            Conversation learner = awaitLearner();
            LearnerMessage.AckEpoch has = learner.lead(epoch);
            if (has.currentEpoch() == LearnerMessage.AckEpoch.NOT_COUNTED && has.lastZxid() == 0) {
                learner.snapshot(state, state.lastZxid());
            } else {
                history.accept(learner);
            }
            learner.say(new LeaderMessage.NewLeader(epoch, config));
            if (learner.hearAny() instanceof QuorumPacket ack) {
                if (ack.kind() != PacketType.ACK || ack.zxid() != Zxid.of(epoch, 0)) {
                    throw new AssertionError("expected the ack of NEWLEADER, found " + ack);
                }
                learner.say(new LeaderMessage.UpToDate());
                return learner.hearAck(Zxid.of(epoch, 0));
            }
        }
        throw new AssertionError("the learner asks for something else again and again");
    }

    @Override
    public void close() {
        port.close();
    }
}
