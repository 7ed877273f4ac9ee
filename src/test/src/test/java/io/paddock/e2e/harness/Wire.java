// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.harness;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;

/** A bare connection to a client port: bytes out, frames in. Nothing is checked, nothing is sent by itself. */
public final class Wire implements Closeable {
    private static final int TIMEOUT_MILLIS = 60_000;

    private final Socket socket;
    private final DataInputStream in;

    private Wire(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    /** Connects; no byte is sent. */
    public static Wire open(int port) {
        return open(null, port);
    }

    /** The same from a given local address; null lets the system choose. */
    public static Wire open(InetAddress local, int port) {
        try {
            Socket socket = new Socket();
            if (local != null) {
                socket.bind(new InetSocketAddress(local, 0));
            }
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            return new Wire(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks for a session and reads the answer. */
    public Handshake handshake(Handshake request) {
        send(request.bytes());
        return Handshake.parse(frame());
    }

    /** A new session with the given timeout. */
    public Handshake newSession(int timeoutMillis) {
        return handshake(Handshake.fresh(timeoutMillis));
    }

    /** Writes bytes as they are, length prefix included. */
    public void send(byte[] bytes) {
        try {
            trySend(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same where a closed connection is an expected outcome. */
    public void trySend(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Sends a frame and reads the next one; watch events in between are the caller's to expect. */
    public Reply call(Frame request) {
        send(request.bytes());
        return reply();
    }

    /** The next frame, read as a reply. */
    public Reply reply() {
        return new Reply(frame());
    }

    /** The next frame, its length prefix included. */
    public byte[] frame() {
        try {
            int length = in.readInt();
            byte[] frame = new byte[4 + length];
            for (int i = 0; i < 4; i++) {
                frame[i] = (byte) (length >>> (24 - 8 * i));
            }
            in.readFully(frame, 4, length);
            return frame;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The reply to a request, past whatever watch events come before it. */
    public Reply replyPastEvents() {
        Reply reply = reply();
        while (reply.xid() == Reply.EVENT_XID) {
            reply = reply();
        }
        return reply;
    }

    /** Waits until the server has closed this connection; any frames before that are dropped. */
    public boolean closedByServer() {
        byte[] sink = new byte[8192];
        try {
            while (in.read(sink) >= 0) {
                // What it still had to say does not matter here.
            }
            return true;
        } catch (EOFException | SocketException e) {
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many bytes the server sends before it closes the connection; -1 if it does not close it. */
    public int bytesUntilClosed() {
        byte[] sink = new byte[8192];
        int total = 0;
        try {
            while (true) {
                int read = in.read(sink);
                if (read < 0) {
                    return total;
                }
                total += read;
            }
        } catch (SocketTimeoutException e) {
            return -1;
        } catch (IOException e) {
            return total;
        }
    }

    /** How long a read may wait before it counts as silence. */
    public void readTimeout(int millis) {
        try {
            socket.setSoTimeout(millis);
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether this side has closed it. */
    public boolean isClosed() {
        return socket.isClosed();
    }

    /** The local port: what the server's log knows this connection by. */
    public int localPort() {
        return socket.getLocalPort();
    }

    /** The socket, for tests that need to misuse it. */
    public Socket socket() {
        return socket;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
