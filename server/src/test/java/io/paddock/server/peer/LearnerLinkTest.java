// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paddock.protocol.Payload;
import io.paddock.protocol.quorum.HostPort;
import io.paddock.protocol.quorum.PacketType;
import io.paddock.protocol.quorum.QuorumPacket;
import io.paddock.server.link.LeaderDial;
import io.paddock.server.link.LearnerAcceptor;
import io.paddock.server.link.QuorumLink;
import io.paddock.server.link.QuorumLinkListener;
import io.paddock.server.link.QuorumOptions;
import io.paddock.server.listen.Names;
import io.paddock.storage.tree.ZnodeTree;
import io.paddock.zab.member.LoggedProposal;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Messages for a learner that arise while a part of the log is sent to it are sent after that part. Their
 * size is limited.
 */
final class LearnerLinkTest {
    private static final int QUEUE_BYTES_MAX = 100_000;
    private static final QuorumPacket INFO = QuorumPacket.of(PacketType.FOLLOWER_INFO, 0, new Payload(new byte[20]));

    private final CompletableFuture<LearnerLink> arrived = new CompletableFuture<>();
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private final BlockingQueue<Long> heard = new LinkedBlockingQueue<>();
    private LearnerAcceptor leader;
    private LeaderDial learner;
    private LearnerLink link;

    /** A log that a slow disk holds back until the test lets it continue. */
    private static final class SlowHistory implements PastTxns {
        private final CountDownLatch readable = new CountDownLatch(1);
        private final CountDownLatch over = new CountDownLatch(1);
        private final Queue<LoggedProposal> txns = new ArrayDeque<>();

        @Override
        public LoggedProposal next() {
            try {
                readable.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return txns.poll();
        }

        @Override
        public void close() {
            over.countDown();
        }
    }

    @BeforeEach
    void connect() throws Exception {
        QuorumOptions usual = QuorumOptions.of(60_000);
        QuorumOptions options = new QuorumOptions(
                usual.fieldBytesMax(),
                QUEUE_BYTES_MAX,
                usual.initTimeoutMillis(),
                usual.connectTimeoutMillis(),
                usual.connectAttempts(),
                usual.connectPauseMillis(),
                usual.learnersMax(),
                true);
        leader = new LearnerAcceptor(
                List.of(new HostPort("127.0.0.1", 0)), false, options, Names.SYSTEM, (its, info) -> {
                    LearnerLink made = new LearnerLink(its);
                    arrived.complete(made);
                    return new Hears(made);
                });
        learner = new LeaderDial(options, Names.SYSTEM);
        InetSocketAddress address = leader.listen().join().get(0);
        learner.connect(List.of(new HostPort("127.0.0.1", address.getPort())), new Hears(null))
                .get(60, TimeUnit.SECONDS)
                .send(INFO);
        link = arrived.get(60, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() {
        leader.close();
        learner.close();
    }

    @Test
    void messagesDuringTheHistoryAreSentAfterIt() throws Exception {
        SlowHistory history = new SlowHistory();
        history.txns.add(new LoggedProposal(1, new Payload(new byte[10])));
        link.replay(history);
        link.send(QuorumPacket.of(PacketType.PING, 7, null));
        link.flush();
        history.readable.countDown();
        // A PROPOSAL and a COMMIT, then the other message.
        for (long zxid : new long[] {1, 1, 7}) {
            assertEquals(zxid, heard.poll(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void learnerIsCutOffWhenTooManyBytesWait() throws Exception {
        SlowHistory history = new SlowHistory();
        history.txns.add(new LoggedProposal(1, new Payload(new byte[10])));
        link.replay(history);
        QuorumPacket packet = QuorumPacket.of(PacketType.PROPOSAL, 2, new Payload(new byte[1_000]));
        for (int bytes = 0; bytes <= QUEUE_BYTES_MAX; bytes += 1_000) {
            link.send(packet);
        }
        String why = closed.get(60, TimeUnit.SECONDS);
        assertTrue(why.contains("bytes wait behind the part of the log"), why);
        history.readable.countDown();
        assertTrue(history.over.await(60, TimeUnit.SECONDS)); // The thread that reads the log has ended.
        assertTrue(heard.isEmpty());
    }

    /** The listener of both ends. */
    private final class Hears implements QuorumLinkListener {
        private final LearnerLink its; // null at the learner's end

        Hears(LearnerLink its) {
            this.its = its;
        }

        @Override
        public void received(QuorumLink from, QuorumPacket packet) {
            heard.add(packet.zxid());
        }

        @Override
        public void receivedSnapshot(QuorumLink from, long zxid, ZnodeTree tree) {
            throw new AssertionError("nobody sends one");
        }

        @Override
        public void uncongested(QuorumLink from) {
            if (its != null) {
                its.uncongested();
            }
        }

        @Override
        public void closed(QuorumLink from, String reason) {
            if (its != null) {
                its.close(reason);
                closed.complete(reason);
            }
        }
    }
}
