// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.paddock.bench.wire.Frames;
import io.paddock.bench.wire.PathPattern;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Tries a server until it grants a session and answers a read. */
final class FirstReply {
    private static final int SESSION_MILLIS = 10_000;
    private static final int READ_TIMEOUT_MILLIS = 10_000;
    private static final int PAUSE_MILLIS = 2;
    private static final int CLOSE = 1;

    private final InetSocketAddress server;

    FirstReply(InetSocketAddress server) {
        this.server = server;
    }

    /**
     * Returns when the reply came, by {@link System#nanoTime}. Empty if no reply came in time, or if further
     * attempts are useless.
     */
    Optional<Long> await(Duration patience, BooleanSupplier hopeful) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() - deadlineNanos < 0 && hopeful.getAsBoolean()) {
            try {
                return Optional.of(replyNanos());
            } catch (IOException e) {
                Thread.sleep(
                        // The server does not listen yet, or listens but does not serve: this method waits
                        // for that.
                        PAUSE_MILLIS);
            }
        }
        return Optional.empty();
    }

    private long replyNanos() throws IOException {
        try (Socket socket = new Socket()) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(READ_TIMEOUT_MILLIS);
            socket.connect(server, READ_TIMEOUT_MILLIS);
            ByteBuf requests = Unpooled.buffer();
            Frames.connect(SESSION_MILLIS).appendTo(requests, 0, 0);
            Frames.exists(PathPattern.of("/")).appendTo(requests, 1, 0);
            Frames.closeSession().appendTo(requests, 1 + CLOSE, 0);
            requests.readBytes(socket.getOutputStream(), requests.readableBytes());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            in.skipNBytes(in.readInt());
            in.skipNBytes(in.readInt());
            long nowNanos = System.nanoTime();
            // The session is closed, so it leaves no trace for the next measurement.
            in.skipNBytes(in.readInt());
            return nowNanos;
        }
    }
}
