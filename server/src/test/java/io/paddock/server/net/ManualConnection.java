// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.paddock.server.auth.AccessControl;
import io.paddock.server.config.ConfigReader;
import io.paddock.server.config.ServerConfig;
import io.paddock.server.core.DrivenCore;
import io.paddock.server.ops.ReadOps;
import io.paddock.server.ops.WriteOps;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** One connection to a standalone server, without sockets and threads. */
final class ManualConnection {
    private static final long LOOP_BYTES_MAX = 1 << 20;

    final DrivenCore core;
    final ClientChannel channel = new ClientChannel();
    final LoopState loop;
    final Connection connection;
    private boolean isConnected;

    /** @param dataDir an empty directory */
    ManualConnection(Path dataDir) throws Exception {
        core = new DrivenCore(dataDir);
        ServerConfig config = ConfigReader.fromMap(Map.of("dataDir", dataDir.toString(), "clientPort", "0"));
        loop = new LoopState(channel.eventLoop(), core.parts().tree().gate(), LOOP_BYTES_MAX);
        core.parts().add(loop.shard());
        Service service = new Service(
                config,
                core.parts().tree(),
                core.parts().inbox(),
                core.role(),
                new AccessControl(config.auth()),
                new ReadOps(),
                new WriteOps(false, false, false, null),
                new NoWords(),
                new Admission(config.limits(), core.metrics().counter("connection_rejected")),
                Throttles.of(config, core.parts().clock(), core.metrics(), List.of(loop)),
                new RefusalLog(),
                NetCounters.of(core.metrics()),
                core.parts().clock());
        connection = new Connection(service, loop, channel);
        loop.add(connection);
        channel.pipeline().addLast(connection);
    }

    /** No four-letter word is known. */
    private static final class NoWords implements Words {
        @Override
        public boolean knows(int firstBytes) {
            return false;
        }

        @Override
        public CompletionStage<byte[]> answer(int word, byte[] rest, InetSocketAddress peer) {
            throw new AssertionError("not asked");
        }
    }

    /** The client sends something. */
    void send(Frames frames) {
        send(frames.bytes());
    }

    void send(byte[] bytes) {
        channel.writeInbound(Unpooled.buffer().writeBytes(bytes)); // One that grows, as a socket's does.
    }

    /** Core, log and event loop work until nothing is left to do. */
    void settle() {
        for (int i = 0; i < 10; i++) {
            core.settle();
            channel.runPendingTasks();
        }
    }

    /** The client opens a session. */
    void connect() {
        send(new Frames().connect());
        settle();
        List<String> received = received();
        if (!received.equals(List.of("session"))) {
            throw new AssertionError(received);
        }
    }

    /** @return what the client received since the last call: "session", "xid error" or "event path", in order */
    List<String> received() {
        List<String> received = new ArrayList<>();
        ByteBuf bytes = channel.taken();
        while (bytes.isReadable()) {
            ByteBuf frame = bytes.readSlice(bytes.readInt());
            received.add(text(frame));
        }
        bytes.release();
        return received;
    }

    private String text(ByteBuf frame) {
        if (!isConnected) {
            isConnected = true;
            frame.skipBytes(Integer.BYTES + Integer.BYTES);
            return frame.readLong() == 0 ? "refused" : "session";
        }
        int xid = frame.readInt();
        frame.readLong();
        int error = frame.readInt();
        if (xid != -1) {
            return xid + " " + error;
        }
        frame.skipBytes(Integer.BYTES + Integer.BYTES);
        byte[] path = new byte[frame.readInt()];
        frame.readBytes(path);
        return "event " + new String(path, StandardCharsets.UTF_8);
    }
}
