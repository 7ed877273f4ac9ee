// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.link;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBufUtil;
import io.paddock.protocol.Payload;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.Id;
import io.paddock.protocol.quorum.HostPort;
import io.paddock.protocol.quorum.PacketType;
import io.paddock.protocol.quorum.QuorumPacket;
import io.paddock.server.listen.Names;
import io.paddock.storage.snapshot.SnapshotStreamWriter;
import io.paddock.storage.tree.TreeLoader;
import io.paddock.storage.tree.ZnodeTree;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Packets and trees arrive in order in both directions. A peer that is too slow, silent, or sends invalid
 * bytes is cut off.
 */
final class QuorumLinkTest {
    private static final HostPort ANY = new HostPort("127.0.0.1", 0);
    private static final QuorumPacket INFO = QuorumPacket.of(PacketType.FOLLOWER_INFO, 0, new Payload(new byte[20]));

    private record Arrived(QuorumLink link, QuorumPacket info, Hears hears) {}

    private final BlockingQueue<Arrived> learners = new LinkedBlockingQueue<>();
    private final List<RawPeer> opened = new ArrayList<>();
    private LearnerAcceptor leader;
    private LeaderDial learner;
    private InetSocketAddress address;

    @BeforeEach
    void start() {
        start(QuorumOptions.of(60_000));
    }

    private void start(QuorumOptions options) {
        leader = new LearnerAcceptor(List.of(ANY), false, options, Names.SYSTEM, (link, info) -> {
            Hears hears = new Hears();
            learners.add(new Arrived(link, info, hears));
            return hears;
        });
        learner = new LeaderDial(options, Names.SYSTEM);
        address = leader.listen().join().get(0);
    }

    private void restart(QuorumOptions options) {
        leader.close();
        learner.close();
        start(options);
    }

    @AfterEach
    void close() throws IOException {
        for (RawPeer each : opened) {
            each.close();
        }
        leader.close();
        learner.close();
    }

    @Test
    void packetsArriveInOrderBothWays() throws Exception {
        Hears hears = new Hears();
        QuorumLink link = connect(hears);
        link.send(INFO);
        Arrived arrived = arrived();
        assertEquals(INFO, arrived.info());
        List<QuorumPacket> sent = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            Payload data = i % 3 == 0 ? null : new Payload(new byte[i % 5 * 10_000]); // Null and empty differ.
            List<Id> ids = i % 7 == 0 ? List.of(new Id("ip", "127.0.0.1")) : null;
            sent.add(new QuorumPacket(PacketType.PROPOSAL.code(), i, data, ids));
        }
        sent.forEach(link::send);
        sent.forEach(arrived.link()::send);
        assertEquals(sent, hears.await(500));
        assertEquals(sent, arrived.hears().await(500));
    }

    @Test
    void treeArrivesBetweenThePacketsBeforeAndAfterIt() throws Exception {
        Hears hears = new Hears();
        connect(hears).send(INFO);
        Arrived arrived = arrived();
        ZnodeTree tree = tree(3000, 2000);
        QuorumPacket before = QuorumPacket.of(PacketType.PING, 1, null);
        QuorumPacket behind = QuorumPacket.of(PacketType.NEW_LEADER, 2, null);
        arrived.link().send(before);
        arrived.link().sendSnapshot(new SnapshotStreamWriter(tree));
        arrived.link().send(behind);
        List<Object> heard = hears.await(4);
        assertEquals(before, heard.get(0));
        assertEquals(QuorumPacket.of(PacketType.SNAP, 77, null), heard.get(1));
        Hears.Tree received = assertInstanceOf(Hears.Tree.class, heard.get(2));
        assertEquals(77, received.zxid());
        assertEquals(tree.digest(), received.tree().digest());
        assertEquals(tree.nodeCount(), received.tree().nodeCount());
        assertEquals(tree.sessions(), received.tree().sessions());
        assertEquals(behind, heard.get(3));
    }

    @Test
    void slowReaderDelaysTheSenderWithoutUsingMoreMemory() throws Exception {
        Hears hears = new Hears();
        QuorumLink link = connect(hears);
        link.send(INFO);
        Arrived arrived = arrived();
        link.reading(false);
        QuorumPacket packet = QuorumPacket.of(PacketType.PROPOSAL, 1, new Payload(new byte[100_000]));
        int sent = 0;
        while (!arrived.link().isCongested() || arrived.link().queuedBytes() < 10_000_000) {
            arrived.link().send(packet);
            sent++;
        }
        assertEquals(0, arrived.hears().uncongested());
        link.reading(true);
        await().until(() -> arrived.hears().uncongested() > 0);
        assertFalse(arrived.link().isCongested());
        assertEquals(sent, hears.await(sent).size());
    }

    @Test
    void peerThatNeverReadsIsCutOffWhenItsQueueIsFull() throws Exception {
        restart(new QuorumOptions(1 << 20, 5_000_000, 60_000, 60_000, 5, 100, 256, true));
        RawPeer peer = open();
        peer.send(RawPeer.bytes(INFO::write));
        Arrived arrived = arrived();
        QuorumPacket packet = QuorumPacket.of(PacketType.PROPOSAL, 1, new Payload(new byte[500_000]));
        for (int i = 0; i < 200; i++) {
            arrived.link().send(packet);
        }
        assertTrue(arrived.hears().awaitClosed().contains("does not keep up"));
        await().until(() -> {
            arrived.link().send(packet);
            return arrived.link().queuedBytes() <= 500_100;
        });
    }

    @Test
    void sendingATreeStopsWhenTheConnectionEnds() throws Exception {
        RawPeer peer = open();
        peer.send(RawPeer.bytes(INFO::write));
        Arrived arrived = arrived();
        ZnodeTree tree = tree(3000, 20_000);
        arrived.link().sendSnapshot(new SnapshotStreamWriter(tree));
        peer.in().readInt();
        arrived.link().readTimeoutMillis(50);
        assertTrue(arrived.hears().awaitClosed().contains("nothing arrived for 50 ms"));
        tree.gate().lockAll(); // No reader is left inside the tree.
        tree.gate().unlockAll();
    }

    @Test
    void replacingATreeWhileItIsSentEndsTheConnection() throws Exception {
        RawPeer peer = open();
        peer.send(RawPeer.bytes(INFO::write));
        Arrived arrived = arrived();
        ZnodeTree tree = tree(3000, 20_000); // This is more than the sockets between the two hold.
        arrived.link().sendSnapshot(new SnapshotStreamWriter(tree));
        peer.in().readInt();
        tree.gate().lockAll();
        tree.abandonWalks();
        tree.gate().unlockAll();
        peer.in().readAllBytes();
        assertTrue(arrived.hears().awaitClosed().contains("the tree was replaced"));
    }

    @Test
    void silenceEndsTheConnection() throws Exception {
        Hears hears = new Hears();
        connect(hears).send(INFO);
        Arrived arrived = arrived();
        arrived.link().readTimeoutMillis(50);
        assertEquals("nothing arrived for 50 ms", arrived.hears().awaitClosed());
        assertEquals("the other side hung up", hears.awaitClosed());
    }

    @Test
    void leaderThatListensLateIsReached() throws Exception {
        int port;
        try (ServerSocket reserved = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = reserved.getLocalPort();
        }
        restart(new QuorumOptions(1 << 20, 5_000_000, 60_000, 60_000, 1000, 20, 256, true));
        HostPort late = new HostPort("127.0.0.1", port);
        CompletableFuture<QuorumLink> connecting = learner.connect(List.of(late), new Hears());
        try (LearnerAcceptor other =
                new LearnerAcceptor(List.of(late), false, QuorumOptions.of(60_000), Names.SYSTEM, (link, info) -> {
                    Hears hears = new Hears();
                    learners.add(new Arrived(link, info, hears));
                    return hears;
                })) {
            other.listen().join();
            connecting.get().send(INFO);
            assertEquals(INFO, arrived().info());
        }
    }

    @Test
    void oneAnsweringAddressOfSeveralIsEnough() throws Exception {
        List<HostPort> addresses =
                List.of(new HostPort("no.such.host.invalid", 1), new HostPort("127.0.0.1", 1), hostPort());
        QuorumLink link = learner.connect(addresses, new Hears()).get();
        link.send(INFO);
        assertEquals(INFO, arrived().info());
    }

    @Test
    void diallingEndsWithTheLastAttempt() {
        CompletableFuture<QuorumLink> connecting = learner.connect(List.of(new HostPort("127.0.0.1", 1)), new Hears());
        ExecutionException failed = assertThrows(ExecutionException.class, connecting::get);
        assertInstanceOf(IOException.class, failed.getCause());
        assertTrue(failed.getMessage().contains("after 5 attempts"), failed.getMessage());
    }

    @Test
    void peerThatDoesNotBeginAsALearnerIsDisconnected() throws Exception {
        List<byte[]> beginnings = new ArrayList<>();
        beginnings.add(RawPeer.bytes(QuorumPacket.of(PacketType.ACK, 1, null)::write));
        beginnings.add(RawPeer.bytes(new QuorumPacket(99, 1, null, null)::write));
        beginnings.add(ByteBufUtil.decodeHexDump("0000000b0000000000000000" + "00000101")); // over 256 bytes
        beginnings.add(ByteBufUtil.decodeHexDump("0000000b0000000000000000" + "fffffffe"));
        beginnings.add(ByteBufUtil.decodeHexDump("0000000b0000000000000000" + "ffffffff" + "7fffffff"));
        beginnings.add("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        for (byte[] beginning : beginnings) {
            RawPeer peer = open();
            peer.send(beginning);
            assertTrue(peer.isHungUpOn(), ByteBufUtil.hexDump(beginning));
        }
        assertTrue(learners.isEmpty());
    }

    @Test
    void anIntroductionInPiecesIsUnderstood() throws Exception {
        RawPeer peer = open();
        for (byte each : RawPeer.bytes(INFO::write)) {
            peer.send(new byte[] {each});
        }
        assertEquals(INFO, arrived().info());
    }

    @Test
    void silentAndInvalidPeersKeepNoLearnerOut() throws Exception {
        Random random = new Random(5);
        for (int i = 0; i < 300; i++) {
            RawPeer peer = open();
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            try {
                peer.send(bytes);
            } catch (IOException hungUp) {
                assertTrue(peer.isHungUpOn());
            }
        }
        connect(new Hears()).send(INFO);
        assertEquals(INFO, arrived().info());
        restart(QuorumOptions.of(50));
        assertTrue(open().isHungUpOn());
    }

    @Test
    void invalidPacketEndsTheConnection() throws Exception {
        RawPeer peer = open();
        peer.send(RawPeer.bytes(INFO::write));
        Arrived arrived = arrived();
        peer.send(ByteBufUtil.decodeHexDump("00000003" + "0000000000000001" + "7fffffff"));
        assertTrue(arrived.hears().awaitClosed().contains("field of 2147483647 bytes"));
    }

    @Test
    void invalidTreeEndsTheConnection() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Hears hears = new Hears();
            learner.connect(List.of(new HostPort("127.0.0.1", socket.getLocalPort())), hears)
                    .get();
            try (RawPeer peer = new RawPeer(socket.accept())) {
                peer.send(RawPeer.bytes(QuorumPacket.of(PacketType.SNAP, 5, null)::write));
                peer.send(ByteBufUtil.decodeHexDump("00000000" + "00000000" + "00000001" + "2f" + "0000000b"));
                assertTrue(hears.awaitClosed().contains("no signature"), hears.awaitClosed());
                assertTrue(peer.isHungUpOn());
            }
        }
    }

    private QuorumLink connect(Hears hears) throws Exception {
        return learner.connect(List.of(hostPort()), hears).get();
    }

    private HostPort hostPort() {
        return new HostPort("127.0.0.1", address.getPort());
    }

    private Arrived arrived() throws InterruptedException {
        Arrived arrived = learners.poll(60, TimeUnit.SECONDS);
        assertTrue(arrived != null, "no learner has arrived");
        return arrived;
    }

    private RawPeer open() throws IOException {
        RawPeer peer = RawPeer.dial(address);
        opened.add(peer);
        return peer;
    }

    private static ZnodeTree tree(int znodes, int dataBytes) {
        TreeLoader loader = new TreeLoader(true);
        loader.session(4, 30_000);
        loader.acl(1, List.of(new Acl(31, new Id("digest", "a:b"))));
        loader.node("", new byte[0], -1, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        for (int i = 0; i < znodes; i++) {
            loader.node("/" + i, new byte[dataBytes], i % 2 == 0 ? 1 : -1, i + 1, i + 1, 5, 6, 0, 0, 0, 0, i + 1);
        }
        return loader.finish(77);
    }
}
