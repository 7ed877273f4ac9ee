// SPDX-License-Identifier: Apache-2.0
package io.paddock.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.client.ConnectRequest;
import io.paddock.protocol.client.ConnectResponse;
import io.paddock.protocol.client.CreateRequest;
import io.paddock.protocol.client.ReplyHeader;
import io.paddock.protocol.client.SetDataRequest;
import io.paddock.protocol.client.WatchRequest;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.function.Consumer;

/** A client with one session over a plain socket. It has one request at a time and skips watch events. */
public final class RawSession implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket;
    private final DataInputStream in;
    private final ConnectResponse opened;
    private int xid;

    /** Opens a new session. */
    public RawSession(int port, int timeoutMillis) {
        this(port, new ConnectRequest(0, 0, timeoutMillis, 0, new byte[16], false));
    }

    /** Opens or renews a session. */
    public RawSession(int port, ConnectRequest request) {
        try {
            socket = new Socket("127.0.0.1", port);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            in = new DataInputStream(socket.getInputStream());
            sendFrame(request::write);
            opened = ConnectResponse.read(new JuteReader(readFrame()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public ConnectResponse opened() {
        return opened;
    }

    public long id() {
        return opened.sessionId();
    }

    /** @return lower-case hexadecimal with its prefix */
    public String hexId() {
        return "0x" + Long.toHexString(id());
    }

    public int create(String path, byte[] data, int flags) {
        return ask(OpCode.CREATE, new CreateRequest(OpCode.CREATE, path, data, Acl.OPEN, flags, -1)::write);
    }

    public int setData(String path, byte[] data) {
        return ask(OpCode.SET_DATA, new SetDataRequest(path, data, -1)::write);
    }

    public int getData(String path, boolean watch) {
        return ask(OpCode.GET_DATA, out -> out.writeString(path).writeBoolean(watch));
    }

    public int exists(String path, boolean watch) {
        return ask(OpCode.EXISTS, out -> out.writeString(path).writeBoolean(watch));
    }

    public int getChildren(String path, boolean watch) {
        return ask(OpCode.GET_CHILDREN, out -> out.writeString(path).writeBoolean(watch));
    }

    /** @param kind 0 persistent, 1 recursive */
    public int addWatch(String path, int kind) {
        return ask(OpCode.ADD_WATCH, new WatchRequest(path, kind)::write);
    }

    /** @return the error code of the reply */
    public int ask(OpCode op, Consumer<JuteWriter> body) {
        try {
            xid++;
            sendFrame(out -> {
                out.writeInt(xid).writeInt(op.code());
                body.accept(out);
            });
            while (true) {
                ReplyHeader header = ReplyHeader.read(new JuteReader(readFrame()));
                if (header.xid() == xid) {
                    return header.err();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives the next request this number. */
    public void nextXid(int next) {
        xid = next - 1;
    }

    /** Sends a request without waiting for its reply. */
    public void send(OpCode op, Consumer<JuteWriter> body) {
        xid++;
        try {
            sendFrame(out -> {
                out.writeInt(xid).writeInt(op.code());
                body.accept(out);
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void sendFrame(Consumer<JuteWriter> body) throws IOException {
        ByteBuf frame = Unpooled.buffer();
        frame.writeInt(0);
        body.accept(new JuteWriter(frame));
        frame.setInt(0, frame.readableBytes() - 4);
        socket.getOutputStream().write(ByteBufUtil.getBytes(frame));
    }

    /** @return the next frame from the server: a reply or an event */
    public JuteReader next() {
        try {
            return new JuteReader(readFrame());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ByteBuf readFrame() throws IOException {
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        return Unpooled.wrappedBuffer(frame);
    }

    /** Ends the session. */
    public void closeSession() {
        ask(OpCode.CLOSE_SESSION, out -> {});
    }

    /** Drops the connection; the session stays until it expires. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
