// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.link;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.protocol.quorum.HostPort;
import io.paddock.protocol.quorum.InitialMessage;
import io.paddock.protocol.quorum.Notification;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.function.Consumer;

/** The other end of an election or quorum connection, played by a test byte by byte. */
final class RawPeer implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket;
    private final DataInputStream in;

    RawPeer(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new DataInputStream(socket.getInputStream());
    }

    static RawPeer dial(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        socket.connect(address, PATIENCE_MILLIS);
        return new RawPeer(socket);
    }

    static RawPeer introduced(InetSocketAddress address, long sid, HostPort own) throws IOException {
        RawPeer peer = dial(address);
        peer.send(bytes(out -> new InitialMessage(InitialMessage.VERSION_1, sid, List.of(own)).write(out)));
        return peer;
    }

    static byte[] bytes(Consumer<JuteWriter> written) {
        ByteBuf bytes = Unpooled.buffer();
        written.accept(new JuteWriter(bytes));
        byte[] copy = new byte[bytes.readableBytes()];
        bytes.readBytes(copy);
        return copy;
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    void send(Notification notification) throws IOException {
        byte[] body = bytes(notification::write);
        send(bytes(out -> out.writeInt(body.length)));
        send(body);
    }

    InitialMessage readInitial() throws IOException {
        ByteBuf bytes = Unpooled.buffer();
        while (!InitialMessage.isComplete(bytes)) {
            bytes.writeByte(in.readUnsignedByte());
        }
        return InitialMessage.read(new JuteReader(bytes));
    }

    Notification readNotification() throws IOException {
        byte[] body = in.readNBytes(in.readInt());
        return Notification.read(new JuteReader(Unpooled.wrappedBuffer(body), Notification.BYTES_MAX));
    }

    DataInputStream in() {
        return in;
    }

    /**
     * Reads until the other side closes the connection.
     * @return whether nothing came before the end
     */
    boolean isHungUpOn() throws IOException {
        try {
            in.readByte();
            return false;
        } catch (EOFException | SocketException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
