// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.link;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBufUtil;
import io.paddock.protocol.Payload;
import io.paddock.protocol.quorum.HostPort;
import io.paddock.protocol.quorum.Notification;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.server.listen.Names;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Members keep receiving each other's votes, whatever strangers send to the election port. The cost of
 * strangers is bounded.
 */
final class HostileElectionPeersTest {
    private static final HostPort NOWHERE = new HostPort("127.0.0.1", 1);

    private final Inbox inbox = new Inbox();
    private final List<RawPeer> opened = new ArrayList<>();
    private ElectionPort port;
    private InetSocketAddress address;

    private void start(int handshakeMillis) {
        ElectionOptions options = new ElectionOptions(
                5,
                List.of(new HostPort("127.0.0.1", 0)),
                false,
                false,
                0,
                5000,
                handshakeMillis,
                3,
                10,
                20,
                100,
                false);
        port = new ElectionPort(options, new Members(Map.of(9L, List.of(NOWHERE))), Names.SYSTEM, inbox);
        address = port.listen().join().get(0);
    }

    @AfterEach
    void close() throws IOException {
        for (RawPeer each : opened) {
            each.close();
        }
        port.close();
    }

    @Test
    void garbageInsteadOfAnIntroductionClosesTheConnection() throws IOException {
        start(60_000);
        for (String hex : List.of(
                "8000000000000000", // an unknown version
                "fffffffffffffffe",
                "ffffffffffff0000000000000000000700000000", // no address
                "ffffffffffff0000000000000000000700000801", // an address that is too long
                "ffffffffffff00000000000000000007ffffffff",
                "ffffffffffff0000000000000000000700000001" + "78", // not host:port
                "0000000000000005", // our own id
                "ffffffffffff0000" + "fffffffffffffffb" + "0000000b" + "3132372e302e302e313a31")) { // an id below 0
            RawPeer peer = open();
            peer.send(ByteBufUtil.decodeHexDump(hex));
            assertTrue(peer.isHungUpOn(), hex);
        }
        aMemberIsHeard();
    }

    @Test
    void anIntroductionInPiecesIsUnderstood() throws IOException {
        start(60_000);
        RawPeer peer = open();
        for (byte each : ByteBufUtil.decodeHexDump("ffffffffffff000000000000000000090000000b3132372e302e302e313a31")) {
            peer.send(new byte[] {each});
        }
        peer.send(vote(4));
        inbox.awaitRound(9, 4);
    }

    @Test
    void theOldestFormIsUnderstood() throws IOException {
        start(60_000);
        RawPeer peer = open();
        peer.send(ByteBufUtil.decodeHexDump("0000000000000009"));
        peer.send(vote(4));
        inbox.awaitRound(9, 4);
    }

    @Test
    void silentConnectionIsClosed() throws IOException {
        start(50);
        assertTrue(open().isHungUpOn());
    }

    @Test
    void manySilentConnectionsKeepNoMemberOut() throws IOException {
        start(600_000);
        for (int i = 0; i < 150; i++) {
            open();
        }
        aMemberIsHeard();
        assertTrue(opened.get(0).isHungUpOn());
    }

    @Test
    void numberOfServedStrangersIsLimited() throws Exception {
        start(60_000);
        for (int i = 0; i < 64; i++) {
            introduced(1000 + i);
        }
        await().until(() -> port.linked().join().size() == 64);
        assertTrue(introduced(5000).isHungUpOn());
        aMemberIsHeard();
        opened.get(0).close(); // One stranger leaves, so there is room for another.
        await().until(() -> port.linked().join().size() == 64);
        RawPeer late = introduced(5001);
        late.send(vote(11));
        inbox.awaitRound(5001, 11);
    }

    @Test
    void strangersThatCannotBeDialledBackAreForgotten() throws Exception {
        start(60_000);
        for (int i = 0; i < 300; i++) {
            try (RawPeer peer = RawPeer.introduced(address, i % 5, NOWHERE)) {
                assertTrue(peer.isHungUpOn());
            }
        }
        // Each stranger is forgotten when calling it back has failed. Until then it occupies a place, so a
        // refused stranger tries again.
        AtomicInteger sid = new AtomicInteger(1000);
        await().until(() -> {
            int linked = port.linked().join().size();
            for (int i = linked; i < 64; i++) {
                introduced(sid.getAndIncrement());
            }
            return linked == 64;
        });
    }

    @Test
    void invalidLengthEndsTheConnection() throws IOException {
        start(60_000);
        for (String hex : List.of("00000000", "ffffffff", "00080001", "7fffffff")) {
            RawPeer peer = introduced(9);
            peer.send(ByteBufUtil.decodeHexDump(hex));
            assertTrue(peer.isHungUpOn(), hex);
        }
        aMemberIsHeard();
    }

    @Test
    void invalidNotificationIsSkipped() throws IOException {
        start(60_000);
        RawPeer peer = introduced(9);
        peer.send(ByteBufUtil.decodeHexDump("00000001" + "00"));
        peer.send(ByteBufUtil.decodeHexDump("0000001c" + "00000077" + "00".repeat(24))); // no such state
        peer.send(ByteBufUtil.decodeHexDump("00000030" + "00".repeat(36) + "00000002" + "7fffffff" + "00000000"));
        peer.send(vote(6));
        inbox.awaitRound(9, 6);
        assertEquals(1, inbox.heard().size());
    }

    @Test
    void randomBytesHarmNobody() throws IOException {
        start(60_000);
        Random random = new Random(8);
        for (int i = 0; i < 100; i++) {
            RawPeer peer = i % 2 == 0 ? open() : introduced(9);
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            try {
                peer.send(bytes);
            } catch (IOException hungUp) {
                assertTrue(peer.isHungUpOn());
            }
            peer.close();
        }
        aMemberIsHeard();
    }

    @Test
    void slowReaderGetsTheNewestNotificationWhenItReadsAgain() throws IOException {
        start(60_000);
        RawPeer peer = introduced(9);
        await().until(() -> port.linked().join().contains(9L));
        Payload large = new Payload(new byte[400_000]);
        for (int round = 1; round <= 200; round++) { // 80 MB, far more than sockets hold.
            port.send(9, Notification.of(PeerState.LOOKING, 1, 0, round, 0, large));
        }
        port.linked().join();
        long last = 0;
        int read = 0;
        while (last < 200) {
            last = peer.readNotification().round();
            read++;
        }
        assertTrue(read < 200, read + " were queued");
    }

    private void aMemberIsHeard() throws IOException {
        RawPeer member = introduced(9);
        member.send(vote(77));
        inbox.awaitRound(9, 77);
        port.send(9, vote(78));
        assertEquals(78, member.readNotification().round());
    }

    private RawPeer open() throws IOException {
        RawPeer peer = RawPeer.dial(address);
        opened.add(peer);
        return peer;
    }

    private RawPeer introduced(long sid) throws IOException {
        RawPeer peer = RawPeer.introduced(address, sid, NOWHERE);
        opened.add(peer);
        return peer;
    }

    private static Notification vote(long round) {
        return Notification.of(PeerState.LOOKING, 1, 0, round, 0, new Payload(new byte[] {'x'}));
    }
}
