// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.client.ConnectRequest;
import io.paddock.protocol.client.MultiReadRequest;
import io.paddock.protocol.client.PathRequest;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.server.EmbeddedServer;
import io.paddock.server.RawSession;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** No request of one client may stop the server for the others. */
final class OneBadClientTest {
    private static final int TIMEOUT_MILLIS = 60_000;

    /**
     * Found in review: naming such a scheme in the log failed. The packet came directly after the connect
     * request, so it failed while the session's beginning was being delivered. Then the event loop stayed in
     * its slot, and the core waited for it forever.
     */
    @Test
    void authenticatesWithASchemeOutsideTheBasicPlane() throws IOException {
        try (EmbeddedServer server = EmbeddedServer.start();
                Socket bad = new Socket("127.0.0.1", server.port())) {
            bad.setSoTimeout(TIMEOUT_MILLIS);
            ByteBuf both = Unpooled.buffer();
            frame(both, new ConnectRequest(0, 0, 30_000, 0, new byte[16], false)::write);
            frame(both, out -> {
                // In four bytes, as only few clients write it.
                byte[] scheme = "\ud83d\ude00".getBytes(StandardCharsets.UTF_8);
                out.writeInt(-4).writeInt(OpCode.AUTH.code());
                out.writeInt(0).writeBuffer(scheme).writeBuffer(new byte[0]);
            });
            bad.getOutputStream().write(ByteBufUtil.getBytes(both));
            DataInputStream in = new DataInputStream(bad.getInputStream());
            in.skipNBytes(in.readInt()); // This frame is the reply to the connect request.
            assertEquals(16, in.readInt());
            assertEquals(-4, in.readInt());
            assertEquals(0, in.readLong());
            assertEquals(ErrorCode.AUTH_FAILED.code(), in.readInt());
            assertEquals(-1, in.read());
            try (RawSession good = new RawSession(server.port(), 30_000)) {
                assertEquals(0, good.create("/alive", new byte[0], 0));
            }
        }
    }

    /** Found in review: the reply was built until the memory that all clients share was full. */
    @Test
    void asksForMoreThanTheMemoryHoldsInOneRequest() {
        MultiReadRequest.Part part = new MultiReadRequest.Part(OpCode.GET_DATA, new PathRequest("/large", false));
        try (EmbeddedServer server = EmbeddedServer.start();
                RawSession bad = new RawSession(server.port(), 30_000)) {
            assertEquals(0, bad.create("/large", new byte[1_000_000], 0));
            assertEquals(
                    ErrorCode.MARSHALLING_ERROR.code(),
                    bad.ask(OpCode.MULTI_READ, new MultiReadRequest(Collections.nCopies(40_000, part))::write));
            assertEquals(0, bad.ask(OpCode.MULTI_READ, new MultiReadRequest(Collections.nCopies(30, part))::write));
        }
    }

    private static void frame(ByteBuf bytes, Consumer<JuteWriter> body) {
        int start = bytes.writerIndex();
        bytes.writeInt(0);
        body.accept(new JuteWriter(bytes));
        bytes.setInt(start, bytes.writerIndex() - start - 4);
    }
}
