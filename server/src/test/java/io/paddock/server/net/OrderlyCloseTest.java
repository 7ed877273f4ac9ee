// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.OpCode;
import io.paddock.server.EmbeddedServer;
import io.paddock.server.Patience;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The server closes a connection while its client goes on sending. The client reads every byte that was sent
 * to it, then the end, and no reset.
 */
@ExtendWith(Patience.class)
final class OrderlyCloseTest {
    private static final int TIMEOUT_MILLIS = 20_000;
    /** More than one read of the server, and less than it drops. */
    private static final byte[] MORE = new byte[1 << 20];

    private static final byte[] BAD_LENGTH = {-1, -1, -1, -1};

    private EmbeddedServer server;
    private Socket socket;
    private DataInputStream in;

    @BeforeEach
    void start() throws IOException {
        server = EmbeddedServer.start(Map.of("4lw.commands.whitelist", "*"));
        socket = new Socket("127.0.0.1", server.port());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new DataInputStream(socket.getInputStream());
    }

    @AfterEach
    void stop() throws IOException {
        socket.close();
        server.close();
    }

    @Test
    void answersAFourLetterWordWithBytesAfterIt() throws IOException {
        CompletableFuture<Void> sending = send(new Frames().raw("ruok".getBytes(StandardCharsets.US_ASCII)));
        assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII)).isEqualTo("imok");
        sending.join();
    }

    @Test
    void answersCloseSessionWithBytesAfterIt() throws IOException {
        CompletableFuture<Void> sending = send(new Frames().connect().closeSession(1));
        in.skipNBytes(in.readInt());
        RequestsBeforeCloseTest.assertReply(in, 1, 0);
        assertThat(in.read()).isEqualTo(-1);
        sending.join();
    }

    /** Reads and writes before the refused frame are done and answered. */
    @Test
    void answersWhatComesBeforeARefusedFrame() throws IOException {
        CompletableFuture<Void> sending = send(new Frames()
                .connect()
                .create(1, "/before", 0)
                .exists(2, "/before")
                .exists(3, "/")
                .create(4, "/before", 0)
                .raw(BAD_LENGTH));
        in.skipNBytes(in.readInt());
        RequestsBeforeCloseTest.assertReply(in, 1, 0);
        RequestsBeforeCloseTest.assertReply(in, 2, 0);
        RequestsBeforeCloseTest.assertReply(in, 3, 0);
        RequestsBeforeCloseTest.assertReply(in, 4, ErrorCode.NODE_EXISTS.code());
        assertThat(in.read()).isEqualTo(-1);
        sending.join();
    }

    @Test
    void sendsTheReplyOfAFailedAuthentication() throws IOException {
        CompletableFuture<Void> sending = send(new Frames().connect().request(-4, OpCode.AUTH, out -> out.writeInt(0)
                .writeString("nobody")
                .writeBuffer(new byte[0])));
        in.skipNBytes(in.readInt());
        RequestsBeforeCloseTest.assertReply(in, -4, ErrorCode.AUTH_FAILED.code());
        assertThat(in.read()).isEqualTo(-1);
        sending.join();
    }

    /** A client that never stops sending is reset after a limit. */
    @Test
    void limitsTheBytesThatItDrops() throws IOException {
        send(new Frames().raw("ruok".getBytes(StandardCharsets.US_ASCII))).join();
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 100; i++) {
                        socket.getOutputStream().write(MORE);
                    }
                })
                .isInstanceOf(IOException.class);
    }

    /**
     * The server does not wait for a client that never closes. Bytes that it sends later are answered with a
     * reset.
     */
    @Test
    void waitsOnlyAShortTimeForTheClient() throws IOException {
        socket.getOutputStream().write("ruok".getBytes(StandardCharsets.US_ASCII));
        assertThat(in.readAllBytes()).hasSize(4);
        await().untilAsserted(() ->
                assertThatThrownBy(() -> socket.getOutputStream().write(0)).isInstanceOf(IOException.class));
    }

    /** Uses another thread, because a write of this many bytes blocks while the server does not read. */
    private CompletableFuture<Void> send(Frames frames) {
        byte[] first = frames.bytes();
        return CompletableFuture.runAsync(() -> {
            try {
                socket.getOutputStream().write(first);
                socket.getOutputStream().write(MORE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
