// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.paddock.protocol.Payload;
import io.paddock.protocol.quorum.HostPort;
import io.paddock.protocol.quorum.InitialMessage;
import io.paddock.protocol.quorum.Notification;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.server.listen.Names;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A member with several addresses is reached as long as one of them answers. */
final class SeveralAddressesTest {
    private static final int HOUR_MILLIS = 3_600_000;
    private static final int PATIENCE_MILLIS = 60_000;
    private static final int PROBE_MILLIS = 300;
    private static final int FULL_MILLIS = 300;
    private static final int SMALLER = 2;
    private static final int SELF = 5;

    private final List<Socket> waiting = new ArrayList<>();
    private ServerSocket first;
    private ServerSocket second;
    private ElectionPort port;

    @BeforeEach
    void listen() throws IOException {
        first = server("127.0.0.1", 0);
        second = server("127.0.0.2", 0);
        port = new ElectionPort(
                // The timeouts are so long that a test fails if it waits for a dead address.
                new ElectionOptions(
                        SELF,
                        List.of(new HostPort("127.0.0.1", 0)),
                        false,
                        true,
                        PROBE_MILLIS,
                        HOUR_MILLIS,
                        HOUR_MILLIS,
                        0,
                        50,
                        20,
                        200,
                        false),
                new Members(Map.of((long) SMALLER, List.of(host(first), host(second)))),
                Names.SYSTEM,
                new Inbox());
        port.listen().join();
    }

    @AfterEach
    void close() throws IOException {
        port.close();
        first.close();
        second.close();
        for (Socket each : waiting) {
            each.close();
        }
    }

    private static ServerSocket server(String host, int number) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.bind(new InetSocketAddress(InetAddress.getByName(host), number), 1);
        return socket;
    }

    private static HostPort host(ServerSocket socket) {
        return new HostPort(socket.getInetAddress().getHostAddress(), socket.getLocalPort());
    }

    // Nobody accepts. New connections wait until the queue is full, and then get no answer, as from a machine
    // that is switched off.
    private void die(ServerSocket socket) throws IOException {
        while (true) {
            Socket one = new Socket();
            waiting.add(one);
            try {
                one.connect(socket.getLocalSocketAddress(), FULL_MILLIS);
            } catch (SocketTimeoutException full) {
                return;
            }
        }
    }

    private static Notification vote(long round) {
        return Notification.of(PeerState.LOOKING, 1, 0, round, 0, new Payload(new byte[] {'x'}));
    }

    @Test
    void doesNotWaitForADeadAddress() throws Exception {
        die(first);
        port.send(SMALLER, vote(7));
        try (RawPeer called = new RawPeer(second.accept())) {
            InitialMessage message = called.readInitial();
            assertEquals(InitialMessage.VERSION_2, message.version());
            assertEquals(7, called.readNotification().round());
        }
    }

    @Test
    void leavesAConnectionToADeadAddressForTheOtherAddress() throws Exception {
        int number = second.getLocalPort();
        second.close();
        port.send(SMALLER, vote(7));
        try (RawPeer called = new RawPeer(first.accept())) {
            called.readInitial();
            assertEquals(7, called.readNotification().round());
            second = server("127.0.0.2", number);
            die(first);
            port.send(SMALLER, vote(8));
            try (RawPeer again = new RawPeer(second.accept())) {
                again.readInitial();
                assertEquals(8, again.readNotification().round());
            }
        }
    }

    @Test
    void smallerIdAsksToBeDialledAgainWhenAnAddressDies() throws Exception {
        ElectionOptions options = new ElectionOptions(
                1,
                List.of(new HostPort("127.0.0.1", 0)),
                false,
                true,
                PROBE_MILLIS,
                HOUR_MILLIS,
                HOUR_MILLIS,
                0,
                50,
                20,
                200,
                false);
        Members members = new Members(Map.of(9L, List.of(host(first), host(second))));
        try (ElectionPort smaller = new ElectionPort(options, members, Names.SYSTEM, new Inbox())) {
            InetSocketAddress own = smaller.listen().get().get(0);
            try (RawPeer larger = RawPeer.introduced(own, 9, host(first))) {
                smaller.send(9, vote(1));
                assertEquals(1, larger.readNotification().round());
                die(first);
                smaller.send(9, vote(2));
                assertEquals(1, nextCaller().sid());
            }
        }
    }

    // Some connections only check whether somebody listens.
    private InitialMessage nextCaller() throws IOException {
        while (true) {
            try (RawPeer called = new RawPeer(second.accept())) {
                return called.readInitial();
            } catch (EOFException | SocketException lookedIn) {
                continue;
            }
        }
    }

    @Test
    void addressThatCannotBeBoundDoesNotBlockTheOthers() throws Exception {
        List<HostPort> own = List.of(host(first), new HostPort("127.0.0.1", 0));
        ElectionOptions options = ElectionOptions.of(SMALLER, own, PATIENCE_MILLIS);
        try (ElectionPort other = new ElectionPort(options, new Members(Map.of()), Names.SYSTEM, new Inbox())) {
            assertEquals(1, other.listen().get().size());
        }
    }
}
