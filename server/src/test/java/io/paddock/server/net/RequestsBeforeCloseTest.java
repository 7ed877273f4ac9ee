// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paddock.protocol.ErrorCode;
import io.paddock.server.EmbeddedServer;
import io.paddock.server.Patience;
import io.paddock.server.RawSession;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A client sends requests and closes its socket at once. The server serves every request that it has received
 * or can still read.
 */
@ExtendWith(Patience.class)
final class RequestsBeforeCloseTest {
    private static final int ROUNDS = 25;

    /** How the client's socket ends. */
    enum End {
        FIN,
        RST;

        void of(Socket socket) throws IOException {
            if (this == RST) {
                socket.setSoLinger(true, 0);
            }
            socket.close();
        }
    }

    private EmbeddedServer server;
    private RawSession witness;

    @BeforeEach
    void start() {
        server = EmbeddedServer.start();
        witness = new RawSession(server.port(), 30_000);
    }

    @AfterEach
    void stop() {
        witness.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void servesTheLastRequest(End end) throws IOException {
        createAndClose(server, end, "/last-");
        for (int i = 0; i < ROUNDS; i++) {
            awaitZnode("/last-" + i);
        }
    }

    /** A departed client whose requests are still served does not count against the connection limit. */
    @ParameterizedTest
    @EnumSource
    void doesNotCountDepartedClients(End end) throws IOException {
        try (EmbeddedServer limited = EmbeddedServer.start(Map.of("maxClientCnxns", "4"));
                RawSession other = new RawSession(limited.port(), 30_000)) {
            createAndClose(limited, end, "/departed-");
            await().untilAsserted(() ->
                    assertThat(other.exists("/departed-" + (ROUNDS - 1), false)).isZero());
        }
    }

    private static void createAndClose(EmbeddedServer to, End end, String prefix) throws IOException {
        for (int i = 0; i < ROUNDS; i++) {
            Socket socket = new Socket("127.0.0.1", to.port());
            socket.getOutputStream().write(new Frames().connect().bytes());
            skipFrame(new DataInputStream(socket.getInputStream()));
            socket.getOutputStream().write(new Frames().create(1, prefix + i, 0).bytes());
            end.of(socket);
        }
    }

    @ParameterizedTest
    @EnumSource
    void servesRequestsThatCameWithTheConnectRequest(End end) throws IOException {
        for (int i = 0; i < ROUNDS; i++) {
            Socket socket = new Socket("127.0.0.1", server.port());
            socket.getOutputStream()
                    .write(new Frames().connect().create(1, "/first-" + i, 0).bytes());
            if (end == End.RST) {
                // An RST that arrives before the server has accepted the connection discards the bytes.
                skipFrame(new DataInputStream(socket.getInputStream()));
            }
            end.of(socket);
        }
        for (int i = 0; i < ROUNDS; i++) {
            awaitZnode("/first-" + i);
        }
    }

    @Test
    void answersAClientThatHasSentFin() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(new Frames()
                            .connect()
                            .create(1, "/answered", 0)
                            .exists(2, "/answered")
                            .create(3, "/answered", 0)
                            .bytes());
            socket.shutdownOutput();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            skipFrame(in);
            assertReply(in, 1, 0);
            assertReply(in, 2, 0);
            assertReply(in, 3, ErrorCode.NODE_EXISTS.code());
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void closesTheSessionThatIsClosedLast(End end) throws IOException {
        Socket socket = new Socket("127.0.0.1", server.port());
        socket.getOutputStream().write(new Frames().connect().bytes());
        skipFrame(new DataInputStream(socket.getInputStream()));
        socket.getOutputStream()
                .write(new Frames()
                        .create(1, "/ephemeral", 1)
                        .create(2, "/persistent", 0)
                        .closeSession(3)
                        .bytes());
        end.of(socket);
        awaitZnode("/persistent");
        await().untilAsserted(
                        () -> assertThat(witness.exists("/ephemeral", false)).isEqualTo(ErrorCode.NO_NODE.code()));
    }

    /** Writes and the reads between them, all in one segment. */
    @ParameterizedTest
    @EnumSource
    void servesReadsAndWritesInFlight(End end) throws IOException {
        assertThat(witness.create("/data", new byte[100], 0)).isZero();
        Frames frames = new Frames();
        for (int i = 0; i < 80; i++) {
            frames.create(3 * i, "/flight-" + i, 0).getData(3 * i + 1, "/data").setData(3 * i + 2, "/data", 10);
        }
        Socket socket = new Socket("127.0.0.1", server.port());
        socket.getOutputStream().write(new Frames().connect().bytes());
        skipFrame(new DataInputStream(socket.getInputStream()));
        socket.getOutputStream().write(frames.bytes());
        end.of(socket);
        awaitZnode("/flight-79");
    }

    /**
     * The server has stopped reading because the client does not read its replies. Both FIN and RST let it
     * continue.
     */
    @ParameterizedTest
    @EnumSource
    void servesRequestsThatWaitBehindUnreadReplies(End end) throws IOException {
        assertThat(witness.create("/large", new byte[900_000], 0)).isZero();
        Frames frames = new Frames().connect();
        for (int i = 0; i < 30; i++) {
            frames.getData(i, "/large");
        }
        for (int i = 0; i < 200; i++) {
            frames.create(100 + i, "/behind-" + i, 0);
        }
        Socket socket = new Socket("127.0.0.1", server.port());
        socket.setReceiveBufferSize(64 << 10);
        socket.getOutputStream().write(frames.bytes());
        skipFrame(new DataInputStream(socket.getInputStream()));
        assertThat(witness.exists("/behind-199", false)).isEqualTo(ErrorCode.NO_NODE.code());
        end.of(socket); // With unread bytes the kernel sends an RST in either case.
        awaitZnode("/behind-199");
    }

    private void awaitZnode(String path) {
        await().untilAsserted(
                        () -> assertThat(witness.exists(path, false)).as(path).isZero());
    }

    private static void skipFrame(DataInputStream in) throws IOException {
        in.skipNBytes(in.readInt());
    }

    static void assertReply(DataInputStream in, int xid, int error) throws IOException {
        int length = in.readInt();
        assertThat(in.readInt()).isEqualTo(xid);
        in.readLong();
        assertThat(in.readInt()).isEqualTo(error);
        in.skipNBytes(length - 16);
    }
}
