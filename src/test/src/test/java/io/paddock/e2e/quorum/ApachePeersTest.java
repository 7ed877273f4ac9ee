// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.quorum;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paddock.e2e.harness.ClientSession;
import io.paddock.e2e.harness.ServerProcess;
import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.LeaderMessage;
import io.paddock.protocol.quorum.LearnerInfo;
import io.paddock.protocol.quorum.LearnerMessage;
import io.paddock.protocol.quorum.Notification;
import io.paddock.protocol.quorum.PacketType;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.protocol.quorum.QuorumPacket;
import io.paddock.server.link.LeaderDial;
import io.paddock.server.link.LearnerAcceptor;
import io.paddock.server.link.QuorumLink;
import io.paddock.server.link.QuorumOptions;
import io.paddock.server.listen.Names;
import io.paddock.storage.snapshot.SnapshotStreamWriter;
import io.paddock.storage.tree.TreeLoader;
import io.paddock.storage.tree.ZnodeTree;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.junit.jupiter.api.Test;

/** Apache's servers take our votes, follow us, and let us follow them. */
final class ApachePeersTest {
    private static final QuorumOptions OPTIONS = QuorumOptions.of(60_000);
    private static final long TREE_ZXID = 5;
    private static final int ZNODES = 2000;

    private record Learner(QuorumLink link, QuorumPacket info, Packets packets) {}

    @Test
    void apacheMembersVoteForUsFollowUsAndTakeOurTree() throws Exception {
        BlockingQueue<Learner> learners = new LinkedBlockingQueue<>();
        try (MixedEnsemble ensemble = new MixedEnsemble();
                Voter voter = new Voter(ensemble);
                LearnerAcceptor leader = new LearnerAcceptor(
                        List.of(ensemble.quorumAddress(MixedEnsemble.OURS)),
                        false,
                        OPTIONS,
                        Names.SYSTEM,
                        (link, info) -> {
                            Packets packets = new Packets();
                            learners.add(new Learner(link, info, packets));
                            return packets;
                        })) {
            leader.listen().join();
            ensemble.launch(1);
            Notification own = voter.await(1, vote -> vote.state() == PeerState.LOOKING);
            assertEquals(1, own.leader());
            assertEquals(ensemble.config(), own.config());
            voter.vote(1, MixedEnsemble.OURS, TREE_ZXID, own.round());
            voter.await(1, vote -> vote.leader() == MixedEnsemble.OURS && vote.zxid() == TREE_ZXID);

            Learner learner = learners.poll(60, TimeUnit.SECONDS);
            assertNotNull(learner, "nobody follows");
            LearnerMessage.Hello hello = (LearnerMessage.Hello) LearnerMessage.of(learner.info());
            assertEquals(1, hello.info().sid());
            send(learner.link(), new LeaderMessage.LeaderInfo(1, LearnerInfo.PROTOCOL_VERSION));
            QuorumPacket promised = learner.packets().next(PacketType.ACK_EPOCH);
            assertEquals(0, promised.zxid());

            learner.link().sendSnapshot(new SnapshotStreamWriter(tree()));
            send(learner.link(), new LeaderMessage.NewLeader(1, ensemble.config()));
            assertEquals(Zxid.of(1, 0), learner.packets().next(PacketType.ACK).zxid());
            send(learner.link(), new LeaderMessage.UpToDate());
            assertEquals(Zxid.of(1, 0), learner.packets().next(PacketType.ACK).zxid());
            send(learner.link(), new LeaderMessage.Ping(Zxid.of(1, 0)));
            assertEquals(Zxid.of(1, 0), learner.packets().next(PacketType.PING).zxid());
            ensemble.awaitMode(1, "follower");
            // The tree's znodes; the root counts as two in ZooKeeper.
            assertTrue(ensemble.srvr(1).contains("Node count: " + (ZNODES + 5)), ensemble.srvr(1));
        }
    }

    @Test
    void ourMemberFollowsAnApacheLeaderAndSurvivesRestarts() throws Exception {
        try (MixedEnsemble ensemble = new MixedEnsemble();
                LeaderDial learner = new LeaderDial(OPTIONS, Names.SYSTEM)) {
            ServerProcess follower = ensemble.launch(1);
            ServerProcess leader = ensemble.launch(3);
            ensemble.awaitMode(3, "leader");
            ensemble.awaitMode(1, "follower");
            try (Voter voter = new Voter(ensemble);
                    ClientSession client = ClientSession.open(follower.connectString())) {
                client.create("/written", "before", CreateMode.PERSISTENT);
                voter.vote(1, MixedEnsemble.OURS, 0, 1);
                voter.vote(3, MixedEnsemble.OURS, 0, 1);
                voter.await(1, vote -> vote.state() == PeerState.FOLLOWING && vote.leader() == 3);
                Notification leading = voter.await(3, vote -> vote.state() == PeerState.LEADING && vote.leader() == 3);
                assertEquals(1, leading.peerEpoch());
                assertEquals(ensemble.config(), leading.config());

                follow(learner, ensemble, client);

                voter.forget();
                follower.kill(); // The smaller id: it calls to be called.
                voter.awaitUnlinked(1);
                ensemble.launch(1);
                voter.await(1, vote -> true);

                leader.kill(); // The larger id: it dials and keeps.
                voter.awaitUnlinked(3);
                voter.forget();
                ensemble.launch(3);
                Notification back = voter.await(3, vote -> vote.state() == PeerState.LOOKING);
                assertEquals(1, Zxid.epochOf(back.zxid()));
            }
        }
    }

    private static void follow(LeaderDial learner, MixedEnsemble ensemble, ClientSession client) throws Exception {
        Packets packets = new Packets();
        QuorumLink link =
                learner.connect(List.of(ensemble.quorumAddress(3)), packets).get();
        LearnerInfo self = new LearnerInfo(MixedEnsemble.OURS, LearnerInfo.PROTOCOL_VERSION, 0);
        link.send(new LearnerMessage.Hello(false, 0, self).toPacket());
        assertEquals(Zxid.of(1, 0), packets.next(PacketType.LEADER_INFO).zxid());
        link.send(new LearnerMessage.AckEpoch(0, 0).toPacket());

        QuorumPacket snap = packets.next(PacketType.SNAP);
        assertEquals(1, Zxid.epochOf(snap.zxid()));
        ZnodeTree tree = packets.nextTree();
        assertArrayEquals(
                "before".getBytes(StandardCharsets.UTF_8), tree.find("/written").data());
        assertEquals(Zxid.of(1, 0), packets.next(PacketType.NEW_LEADER).zxid());
        link.send(new LearnerMessage.Ack(Zxid.of(1, 0)).toPacket());
        packets.next(PacketType.UP_TO_DATE);
        link.send(new LearnerMessage.Ack(Zxid.of(1, 0)).toPacket());

        QuorumPacket ping = packets.next(PacketType.PING);
        link.send(new LearnerMessage.Pong(ping.zxid(), List.of()).toPacket());
        client.create("/later", "x", CreateMode.PERSISTENT);
        QuorumPacket proposal = packets.next(PacketType.PROPOSAL);
        link.send(new LearnerMessage.Ack(proposal.zxid()).toPacket());
        assertEquals(proposal.zxid(), packets.next(PacketType.COMMIT).zxid());
        link.close("the test has seen enough");
    }

    private static void send(QuorumLink link, LeaderMessage message) {
        link.send(message.toPacket());
    }

    private static ZnodeTree tree() {
        TreeLoader loader = new TreeLoader(true);
        loader.node("", new byte[0], -1, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        loader.node("/zookeeper", new byte[0], -1, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        loader.node("/zookeeper/config", new byte[0], -1, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        loader.node("/zookeeper/quota", new byte[0], -1, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        for (int i = 0; i < ZNODES; i++) {
            loader.node("/z" + i, new byte[500], -1, TREE_ZXID, TREE_ZXID, 1, 1, 0, 0, 0, 0, TREE_ZXID);
        }
        return loader.finish(TREE_ZXID);
    }
}
