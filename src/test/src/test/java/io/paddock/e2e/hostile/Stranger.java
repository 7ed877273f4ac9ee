// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.hostile;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A connection to a quorum or election port over which anything may be sent. */
public final class Stranger implements AutoCloseable {
    /** No packet's type. */
    static final int CLOSED = -100;

    private static final int TIMEOUT_MILLIS = 60_000;
    private static final long VERSION = -65_536;
    private static final int LEARNER_PROTOCOL = 0x10000;

    private final Socket socket;

    private Stranger(Socket socket) {
        this.socket = socket;
    }

    /** Connects to a port of this machine. */
    public static Stranger at(int port) {
        try {
            Socket socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            return new Stranger(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends bytes; that the other end has closed meanwhile is no failure. */
    public Stranger send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            // Shut out: as it should be.
        }
        return this;
    }

    /** Closes its half of the connection. */
    void endSending() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            // Shut out meanwhile.
        }
    }

    /** True once the other end has closed, false if it keeps the connection for a minute. What it says before is dropped. */
    boolean isShutOut() {
        try {
            while (socket.getInputStream().read() >= 0) {
                // It may say what it wants to.
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** The type of the next quorum packet, {@link #CLOSED} if the connection is closed instead. */
    int nextPacketType() {
        try {
            return in().readInt();
        } catch (EOFException | SocketException e) {
            return CLOSED;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the rest of the packet whose type was read. */
    Stranger skipPacket() {
        try {
            in().readLong();
            in().readNBytes(Math.max(0, in().readInt()));
            in().readInt();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private DataInputStream in() throws IOException {
        return new DataInputStream(socket.getInputStream());
    }

    /** Whether anything at all is said to it. */
    public boolean isAnswered() {
        try {
            return socket.getInputStream().read() >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** What opens a connection to an election port. */
    public static byte[] introduction(long sid, String address) {
        return bytes(out -> {
            out.writeLong(VERSION);
            out.writeLong(sid);
            out.writeInt(address.length());
            out.writeBytes(address);
        });
    }

    /** A vote of somebody who is looking for a leader, its length in front. */
    public static byte[] vote(long leader, long zxid, long round, long peerEpoch, String config) {
        byte[] text = config.getBytes(StandardCharsets.UTF_8);
        return bytes(out -> {
            out.writeInt(44 + text.length);
            out.writeInt(0);
            out.writeLong(leader);
            out.writeLong(zxid);
            out.writeLong(round);
            out.writeLong(peerEpoch);
            out.writeInt(2);
            out.writeInt(text.length);
            out.write(text);
        });
    }

    /** How a learner introduces itself to a leader. @param type 11 as a follower, 16 as an observer */
    static byte[] learnerInfo(int type, long sid, long acceptedEpoch, long configVersion) {
        return bytes(out -> {
            out.writeInt(type);
            out.writeLong(acceptedEpoch << 32);
            out.writeInt(20);
            out.writeLong(sid);
            out.writeInt(LEARNER_PROTOCOL);
            out.writeLong(configVersion);
            out.writeInt(-1);
        });
    }

    /** A quorum packet. @param data null for none */
    static byte[] packet(int type, long zxid, byte[] data) {
        return bytes(out -> {
            out.writeInt(type);
            out.writeLong(zxid);
            out.writeInt(data == null ? -1 : data.length);
            if (data != null) {
                out.write(data);
            }
            out.writeInt(-1);
        });
    }

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    static byte[] ints(int... values) {
        return bytes(out -> {
            for (int value : values) {
                out.writeInt(value);
            }
        });
    }

    private static byte[] bytes(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            writing.to(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
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
