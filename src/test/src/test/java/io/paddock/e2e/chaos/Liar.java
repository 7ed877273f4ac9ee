// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.chaos;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands between a client and a server, and changes the server's messages. */
final class Liar implements Closeable {
    /** Decides what is forwarded for each frame after the handshake. */
    interface Lie {
        /**
         * @param frame the frame without its length; the header's xid, zxid and error are at 0, 4 and 12
         * @return the frames to forward instead
         */
        List<ByteBuffer> tell(ByteBuffer frame);
    }

    private final ServerSocket listener;
    private final int target;
    private final Lie lie;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    Liar(int target, Lie lie) {
        this.target = target;
        this.lie = lie;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.addAll(List.of(client, server));
            start(() -> client.getInputStream().transferTo(server.getOutputStream()));
            start(() -> {
                try (client) {
                    say(server.getInputStream(), client.getOutputStream());
                }
            });
        }
    }

    private void say(InputStream from, OutputStream to) throws IOException {
        DataInputStream in = new DataInputStream(from);
        pass(to, ByteBuffer.wrap(frame(in)));
        while (true) {
            for (ByteBuffer each : lie.tell(ByteBuffer.wrap(frame(in)))) {
                pass(to, each);
            }
        }
    }

    private static byte[] frame(DataInputStream in) throws IOException {
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        return frame;
    }

    private static void pass(OutputStream to, ByteBuffer frame) throws IOException {
        ByteBuffer framed = ByteBuffer.allocate(4 + frame.capacity());
        to.write(framed.putInt(frame.capacity()).put(frame.array()).array());
        to.flush();
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // Closed at one of its ends.
                    }
                },
                "liar");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
