// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.paddock.protocol.jute.JuteWriter;

/**
 * What a connection is about to send: frames one behind the other in one buffer, handed to the socket in one piece when the pass over its
 * input ends. Confined to the connection's loop.
 */
final class ReplyBuffer {
    private static final int INITIAL_BYTES = 1024;
    /** From here on what has been gathered goes to the socket at once, so that back pressure is noticed. */
    private static final int GATHER_BYTES_MAX = 64 << 10;

    private static final int HEADER_AT = 4;
    private static final int ERR_AT = HEADER_AT + 12;
    private static final int BODY_AT = HEADER_AT + 16;

    private final Channel channel;
    private ByteBuf out;
    private JuteWriter writer;
    private int frameStart;

    ReplyBuffer(Channel channel) {
        this.channel = channel;
    }

    /** Starts a frame with a reply header that says all is well. @return where its body goes */
    JuteWriter beginReply(int xid, long zxid) {
        JuteWriter body = beginFrame();
        out.writeInt(xid);
        out.writeLong(zxid);
        out.writeInt(0);
        return body;
    }

    /** Starts a frame without a header. */
    JuteWriter beginFrame() {
        if (out == null) {
            out = channel.alloc().ioBuffer(INITIAL_BYTES);
            writer = new JuteWriter(out);
        }
        frameStart = out.writerIndex();
        out.writeInt(0);
        return writer;
    }

    /** Drops the body of the reply being written: an error has none. */
    void failReply(int err) {
        out.writerIndex(frameStart + BODY_AT);
        out.setInt(frameStart + ERR_AT, err);
    }

    /** Takes back the frame being written. */
    void dropFrame() {
        out.writerIndex(frameStart);
    }

    /** Ends the frame. @return its length in bytes, without the length field */
    int endFrame() {
        int length = out.writerIndex() - frameStart - HEADER_AT;
        out.setInt(frameStart, length);
        if (out.readableBytes() >= GATHER_BYTES_MAX) {
            write();
        }
        return length;
    }

    /** Adds whole frames made elsewhere. */
    void add(byte[] frame) {
        if (out == null) {
            out = channel.alloc().ioBuffer(Math.max(INITIAL_BYTES, frame.length));
            writer = new JuteWriter(out);
        }
        out.writeBytes(frame);
        if (out.readableBytes() >= GATHER_BYTES_MAX) {
            write();
        }
    }

    /** Hands what there is to the socket's queue and flushes that. @return whether there was anything */
    boolean flush() {
        boolean any = out != null;
        write();
        channel.flush();
        return any;
    }

    boolean isEmpty() {
        return out == null;
    }

    void release() {
        if (out != null) {
            out.release();
            out = null;
        }
    }

    private void write() {
        if (out != null) {
            ByteBuf full = out;
            out = null;
            if (full.isReadable()) {
                channel.write(full, channel.voidPromise());
            } else {
                full.release();
            }
        }
    }
}
