// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.link;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.paddock.protocol.Payload;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.quorum.HostPort;
import io.paddock.protocol.quorum.InitialMessage;
import io.paddock.protocol.quorum.Notification;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.server.listen.Names;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Votes reach every member from every other, whichever side dials. The connection that the larger id dialled
 * stays.
 */
final class ElectionPortTest {
    private static final String LOCAL = "127.0.0.1";

    private final Map<Long, ElectionPort> ports = new HashMap<>();
    private final Map<Long, Inbox> inboxes = new HashMap<>();
    private final Map<Long, List<HostPort>> addresses = new HashMap<>();

    @AfterEach
    void close() {
        ports.values().forEach(ElectionPort::close);
    }

    @Test
    void everyMemberReachesEveryOtherWhicheverSendsFirst() {
        start(1, 2, 3);
        for (long from : List.of(3L, 1L, 2L)) {
            for (long to : List.of(1L, 2L, 3L)) {
                ports.get(from).send(to, vote(from * 10 + to));
            }
        }
        for (long from : List.of(1L, 2L, 3L)) {
            for (long to : List.of(1L, 2L, 3L)) {
                if (from != to) {
                    inboxes.get(to).awaitRound(from, from * 10 + to);
                }
            }
        }
        ports.forEach((sid, port) -> {
            Set<Long> others = new HashSet<>(ports.keySet());
            others.remove(sid);
            await().until(() -> port.linked().join().equals(others));
        });
    }

    @Test
    void movesToOtherAddressesAsSoonAsItCan() throws Exception {
        start(1);
        HostPort before = addresses.get(1L).get(0);
        HostPort after;
        try (ServerSocket taken = server()) {
            after = host(taken);
            ports.get(1L).move(List.of(before, after));
            await().until(() -> listens(before));
        }
        await("once the other has left").atMost(Duration.ofSeconds(60)).until(() -> listens(after));
        assertTrue(listens(before));
        ports.get(1L).move(List.of(after));
        await().atMost(Duration.ofSeconds(60)).until(() -> !listens(before));
        assertTrue(listens(after));
        try (ServerSocket larger = server()) {
            addMember(9, larger);
            ports.get(1L).send(9, vote(7));
            try (RawPeer called = new RawPeer(larger.accept())) {
                assertEquals(List.of(after), called.readInitial().addresses(), "it says where it is now");
            }
        }
    }

    private static boolean listens(HostPort where) {
        try (Socket socket = new Socket(where.host(), where.port())) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void smallerIdIntroducesItselfAndIsDialledBack() throws Exception {
        try (ServerSocket larger = server()) {
            start(1);
            addMember(9, larger);
            ports.get(1L).send(9, vote(7));
            try (RawPeer called = new RawPeer(larger.accept())) {
                InitialMessage message = called.readInitial();
                assertEquals(InitialMessage.VERSION_1, message.version());
                assertEquals(1, message.sid());
                assertEquals(addresses.get(1L), message.addresses());
                assertTrue(called.isHungUpOn());
            }
            try (RawPeer back = RawPeer.introduced(address(1), 9, host(larger))) {
                assertEquals(7, back.readNotification().round());
            }
        }
    }

    @Test
    void introductionIsSentInOnePiece() throws Exception {
        try (ServerSocket larger = server()) {
            start(1);
            addMember(9, larger);
            ports.get(1L).send(9, vote(7));
            try (Socket called = larger.accept()) {
                byte[] bytes = new byte[4096];
                int read = called.getInputStream().read(bytes); // ZooKeeper's servers read only once, too.
                ByteBuf message = Unpooled.wrappedBuffer(bytes, 0, read);
                assertTrue(InitialMessage.isComplete(message), () -> "it has " + read + " bytes");
                assertEquals(1, InitialMessage.read(new JuteReader(message)).sid());
            }
        }
    }

    @Test
    void largerIdClosesTheConnectionAndDialsTheIntroducedAddress() throws Exception {
        try (ServerSocket smaller = server()) {
            start(5); // Member 5 does not know server 2.
            try (RawPeer caller = RawPeer.introduced(address(5), 2, host(smaller))) {
                assertTrue(caller.isHungUpOn());
            }
            try (RawPeer back = new RawPeer(smaller.accept())) {
                assertEquals(5, back.readInitial().sid());
                back.send(vote(3));
                inboxes.get(5L).awaitRound(2, 3);
                ports.get(5L).send(2, vote(4));
                assertEquals(4, back.readNotification().round());
            }
        }
    }

    @Test
    void observerWithoutAnIdIsDialledBackAndGetsALocalId() throws Exception {
        try (ServerSocket observer = server()) {
            start(5);
            try (RawPeer caller = RawPeer.introduced(address(5), InitialMessage.ANONYMOUS_OBSERVER, host(observer))) {
                assertTrue(caller.isHungUpOn());
            }
            try (RawPeer back = new RawPeer(observer.accept())) {
                back.readInitial();
                back.send(vote(3));
                inboxes.get(5L).awaitRound(-1, 3);
                ports.get(5L).send(-1, vote(8));
                assertEquals(8, back.readNotification().round());
            }
        }
    }

    @Test
    void newConnectionReplacesTheOldOneAndRepeatsTheLastNotification() throws Exception {
        start(1);
        try (RawPeer first = RawPeer.introduced(address(1), 9, new HostPort(LOCAL, 1))) {
            await().until(() -> ports.get(1L).linked().join().contains(9L));
            ports.get(1L).send(9, vote(1));
            assertEquals(1, first.readNotification().round());
            try (RawPeer second = RawPeer.introduced(address(1), 9, new HostPort(LOCAL, 1))) {
                assertEquals(1, second.readNotification().round());
                assertTrue(first.isHungUpOn());
                ports.get(1L).send(9, vote(2));
                assertEquals(2, second.readNotification().round());
            }
        }
    }

    @Test
    void onlyTheNewestVoteWaitsForAnUnreachablePeer() throws Exception {
        start(1);
        int port;
        try (ServerSocket reserved = server()) {
            port = reserved.getLocalPort();
        }
        addresses.put(9L, List.of(new HostPort(LOCAL, port)));
        shareAddresses();
        for (int round = 1; round <= 50; round++) {
            ports.get(1L).send(9, vote(round));
        }
        try (RawPeer late = RawPeer.introduced(address(1), 9, new HostPort(LOCAL, port))) {
            assertEquals(50, late.readNotification().round());
        }
    }

    @Test
    void peerWithANewAddressIsFoundByItsName() throws Exception {
        try (ServerSocket before = server();
                ServerSocket after = new ServerSocket(before.getLocalPort(), 50, InetAddress.getByName("127.0.0.2"))) {
            AtomicReference<String> where = new AtomicReference<>(null);
            AtomicInteger asked = new AtomicInteger();
            addresses.put(1L, List.of(new HostPort("peer.test", before.getLocalPort())));
            startOne(5, host -> {
                asked.incrementAndGet();
                if (!host.equals("peer.test")) {
                    return List.of(InetAddress.getByName(host));
                }
                if (where.get() == null) {
                    throw new UnknownHostException(host);
                }
                return List.of(InetAddress.getByName(where.get()));
            });
            ports.get(5L).send(1, vote(1));
            await().until(() -> asked.get() > 3); // The name has no address yet, but the attempts continue.
            where.set(LOCAL);
            try (RawPeer first = new RawPeer(before.accept())) {
                assertEquals(5, first.readInitial().sid());
                assertEquals(1, first.readNotification().round());
                where.set("127.0.0.2");
            }
            await().until(() -> ports.get(5L).linked().join().isEmpty());
            ports.get(5L).send(1, vote(2));
            try (RawPeer second = new RawPeer(after.accept())) {
                assertEquals(5, second.readInitial().sid());
                assertEquals(2, second.readNotification().round());
            }
        }
    }

    @Test
    void allAddressesOfAMemberAreTriedAndIntroduced() throws Exception {
        try (ServerSocket reachable = server()) {
            int nobody;
            try (ServerSocket reserved = server()) {
                nobody = reserved.getLocalPort();
            }
            addresses.put(1L, List.of(new HostPort(LOCAL, nobody), host(reachable)));
            ElectionOptions options = new ElectionOptions(
                    5,
                    List.of(new HostPort(LOCAL, 0), new HostPort("127.0.0.2", 0)),
                    false,
                    true,
                    0,
                    5000,
                    5000,
                    3,
                    10,
                    20,
                    100,
                    true);
            startOne(options, Names.SYSTEM);
            ports.get(5L).send(1, vote(1));
            try (RawPeer peer = new RawPeer(reachable.accept())) {
                InitialMessage message = peer.readInitial();
                assertEquals(InitialMessage.VERSION_2, message.version());
                assertEquals(2, message.addresses().size());
                assertEquals(1, peer.readNotification().round());
                for (HostPort told : message.addresses()) {
                    RawPeer.dial(new InetSocketAddress(told.host(), told.port()))
                            .close();
                }
            }
        }
    }

    @Test
    void listeningIsRetriedAsOftenAsConfigured() throws Exception {
        try (ServerSocket taken = server()) {
            ElectionOptions options =
                    new ElectionOptions(5, List.of(host(taken)), false, false, 0, 5000, 5000, 3, 10, 20, 100, false);
            try (ElectionPort port = new ElectionPort(options, new Members(Map.of()), Names.SYSTEM, new Inbox())) {
                ExecutionException failed = assertThrows(
                        ExecutionException.class, () -> port.listen().get());
                assertTrue(failed.getCause() instanceof IOException);
                assertTrue(failed.getMessage().contains("after 3 attempts"), failed.getMessage());
            }
            ElectionOptions forEver =
                    new ElectionOptions(5, List.of(host(taken)), false, false, 0, 5000, 5000, 0, 10, 20, 100, false);
            try (ElectionPort port = new ElectionPort(forEver, new Members(Map.of()), Names.SYSTEM, new Inbox())) {
                var listening = port.listen();
                free(taken);
                assertEquals(1, listening.get().size());
            }
        }
    }

    @Test
    void votesOfARestartedMemberArriveAgain() {
        start(1, 2);
        ports.get(2L).send(1, vote(1));
        inboxes.get(1L).awaitRound(2, 1);
        ports.remove(1L).close();
        await().until(() -> ports.get(2L).linked().join().isEmpty());
        ports.get(2L).send(1, vote(2));
        startOne(1, Names.SYSTEM);
        inboxes.get(1L).awaitRound(2, 2);
        ports.get(1L).send(2, vote(3));
        inboxes.get(2L).awaitRound(1, 3);
    }

    private void start(long... sids) {
        for (long sid : sids) {
            startOne(sid, Names.SYSTEM);
        }
    }

    private void startOne(long sid, Names names) {
        List<HostPort> own = addresses.getOrDefault(sid, List.of(new HostPort(LOCAL, 0)));
        startOne(new ElectionOptions(sid, own, false, false, 0, 5000, 5000, 0, 50, 20, 200, false), names);
    }

    private void startOne(ElectionOptions options, Names names) {
        long sid = options.sid();
        inboxes.put(sid, new Inbox());
        ElectionPort port = new ElectionPort(options, new Members(addresses), names, inboxes.get(sid));
        ports.put(sid, port);
        List<HostPort> bound = new ArrayList<>();
        for (InetSocketAddress each : port.listen().join()) {
            bound.add(new HostPort(each.getAddress().getHostAddress(), each.getPort()));
        }
        addresses.put(sid, bound);
        shareAddresses();
    }

    private void shareAddresses() {
        ports.values().forEach(port -> port.members(new Members(addresses)));
    }

    private void addMember(long sid, ServerSocket socket) {
        addresses.put(sid, List.of(host(socket)));
        shareAddresses();
    }

    private InetSocketAddress address(long sid) {
        HostPort own = addresses.get(sid).get(0);
        return new InetSocketAddress(own.host(), own.port());
    }

    private static ServerSocket server() throws IOException {
        ServerSocket socket = new ServerSocket(0, 50, InetAddress.getByName(LOCAL));
        socket.setSoTimeout(60_000);
        return socket;
    }

    private static void free(ServerSocket socket) throws IOException {
        socket.close();
    }

    private static HostPort host(ServerSocket socket) {
        return new HostPort(socket.getInetAddress().getHostAddress(), socket.getLocalPort());
    }

    private static Notification vote(long round) {
        return Notification.of(PeerState.LOOKING, 1, 0, round, 0, new Payload(new byte[] {'x'}));
    }
}
