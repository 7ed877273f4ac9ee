// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.ensemble;

import static org.awaitility.Awaitility.await;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/**
 * The way from one member to one port of another: what the member dials instead of the port itself.
 *
 * <p>A gate that is shut holds bytes back as a dead line does: neither end sees anything, not even that the other has closed. What is
 * held arrives when the gate opens, as TCP would bring it. {@link #drop} ends the connections, and what they held is lost.
 */
final class Cable implements Closeable {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int ATTEMPTS = 40;
    private static final long ATTEMPT_NANOS = 25_000_000;
    private static final int BUFFER_BYTES = 16_384;
    private static final int ADDRESS_BYTES_MAX = 2_048;
    private static final int BACKLOG = 50;
    private static final int FULL_MILLIS = 200;

    private final InetAddress host;
    private final int port;
    private final int target;
    private final Gate there;
    private final Gate back;
    private final UnaryOperator<String> announced;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<Socket> unanswered = new ArrayList<>();
    private volatile ServerSocket listener;

    /**
     * Listens on a port of its own.
     *
     * @param host where it listens, and where the target does
     * @param announced null, or what to make of the address that the dialler of an election port says it can be called back at
     */
    Cable(InetAddress host, int target, Gate there, Gate back, UnaryOperator<String> announced) {
        this.host = host;
        this.target = target;
        this.there = there;
        this.back = back;
        this.announced = announced;
        listener = listen(0, BACKLOG);
        port = listener.getLocalPort();
        run("cable to " + target, () -> accept(listener));
    }

    private ServerSocket listen(int number, int backlog) {
        // The port is free only once the thread that was accepting there has noticed.
        return await("port " + number)
                .atMost(Ensemble.PATIENCE)
                .pollDelay(Duration.ZERO)
                .ignoreException(BindException.class)
                .until(() -> tryListen(number, backlog), Objects::nonNull);
    }

    private ServerSocket tryListen(int number, int backlog) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, number), backlog);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** What to dial. */
    int port() {
        return port;
    }

    /**
     * From now on who dials hears nothing, as if there were no machine: connections that nobody accepts wait here, until there is no room for more.
     */
    void fallSilent() {
        endListening();
        listener = listen(port, 1);
        for (boolean full = false; !full; ) {
            Socket one = new Socket();
            unanswered.add(one);
            try {
                one.connect(listener.getLocalSocketAddress(), FULL_MILLIS);
            } catch (SocketTimeoutException e) {
                full = true;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The end of that. */
    void answerAgain() {
        endListening();
        listener = listen(port, BACKLOG);
        ServerSocket answering = listener;
        run("cable to " + target, () -> accept(answering));
    }

    private void endListening() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        unanswered.forEach(this::end);
        unanswered.clear();
    }

    /** Ends every connection at both ends. */
    void drop() {
        sockets.forEach(this::end);
    }

    private void accept(ServerSocket from) {
        while (!from.isClosed()) {
            try {
                Socket dialled = from.accept();
                dialled.setTcpNoDelay(true);
                sockets.add(dialled);
                run("cable to " + target, () -> connect(dialled));
            } catch (IOException e) {
                return; // Closed.
            }
        }
    }

    private void connect(Socket dialled) {
        // A handshake needs both directions.
        Socket reached = there.pass() && back.pass() && !dialled.isClosed() ? reach() : null;
        if (reached == null) {
            end(dialled);
            return;
        }
        sockets.add(reached);
        run("cable from " + target, () -> pump(reached, dialled, back, false));
        pump(dialled, reached, there, announced != null);
    }

    // A dialler that is refused retries later. A dialler that is accepted and then finds no server gives up
    // permanently. A member that is about to lead is dialled before it listens. So this waits a short time
    // for it.
    private Socket reach() {
        for (int attempt = 0; attempt < ATTEMPTS && !listener.isClosed(); attempt++) {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(host, target), CONNECT_MILLIS);
                socket.setTcpNoDelay(true);
                return socket;
            } catch (IOException e) {
                end(socket);
                LockSupport.parkNanos(ATTEMPT_NANOS);
            }
        }
        return null;
    }

    private void pump(Socket from, Socket to, Gate gate, boolean introduced) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            if (introduced) {
                introduce(new DataInputStream(in), new DataOutputStream(out), gate);
            }
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (!gate.pass()) {
                    return;
                }
                out.write(buffer, 0, read);
            }
            gate.pass(); // The end of a connection does not travel over a dead line, either.
        } catch (IOException e) {
            gate.pass();
        } finally {
            end(from);
            end(to);
        }
    }

    // The accepting member may dial the address in this message. That connection would bypass all cables.
    private void introduce(DataInputStream in, DataOutputStream out, Gate gate) throws IOException {
        long version = in.readLong();
        if (version >= 0) {
            gate.pass();
            out.writeLong(version);
            return;
        }
        long sid = in.readLong();
        int length = in.readInt();
        if (length < 0 || length > ADDRESS_BYTES_MAX) {
            throw new IOException("an address of " + length + " bytes");
        }
        String address = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        gate.pass();
        byte[] bytes = announced.apply(address).getBytes(StandardCharsets.UTF_8);
        // In one write: some receivers want it in one read.
        ByteBuffer message = ByteBuffer.allocate(20 + bytes.length);
        message.putLong(version).putLong(sid).putInt(bytes.length).put(bytes);
        out.write(message.array());
        out.flush();
    }

    private void end(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // It is ended, one way or the other.
        }
    }

    private static void run(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        endListening();
        drop();
    }
}
