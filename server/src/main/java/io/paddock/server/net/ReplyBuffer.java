// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.paddock.protocol.jute.JuteWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * What a connection is about to send: frames one behind the other in one buffer, handed to the socket in one piece when the pass over its
 * input ends. A part that exists already (a shared list of children) is spliced in, not copied. Confined to the connection's loop.
 */
final class ReplyBuffer {
    private static final int INITIAL_BYTES = 1024;
    /** From here on what has been gathered goes to the socket at once, so that back pressure is noticed. */
    private static final int GATHER_BYTES_MAX = 64 << 10;

    private static final int LENGTH_BYTES = 4;
    private static final int ERR_AT = LENGTH_BYTES + 12;
    private static final int BODY_AT = LENGTH_BYTES + 16;

    private final Channel channel;
    private final BigReplies big;
    private final List<ByteBuf> sealed = new ArrayList<>();
    private ByteBuf out;
    private JuteWriter writer;
    /** Where the frame being written begins, and how many of its bytes are in buffers behind that one but before {@link #out}. */
    private ByteBuf frameIn;

    private int frameStart;
    private int splicedBytes;
    /** Something has been handed to the socket's queue that nobody has flushed yet. */
    private boolean unflushed;

    private long smallBytes;

    ReplyBuffer(Channel channel, BigReplies big) {
        this.channel = channel;
        this.big = big;
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
            open(INITIAL_BYTES);
        }
        frameIn = out;
        frameStart = out.writerIndex();
        splicedBytes = 0;
        out.writeInt(0);
        return writer;
    }

    private void open(int bytes) {
        out = channel.alloc().ioBuffer(bytes);
        writer = new JuteWriter(out);
    }

    /** Puts a buffer into the frame being written. @return where the frame goes on */
    JuteWriter splice(ByteBuf part) {
        splicedBytes += part.readableBytes() + (out == frameIn ? 0 : out.readableBytes());
        sealed.add(out);
        sealed.add(part.retainedSlice());
        open(INITIAL_BYTES);
        return writer;
    }

    /** Drops the body of the reply being written: an error has none. */
    void failReply(int err) {
        out.writerIndex(frameStart + BODY_AT);
        out.setInt(frameStart + ERR_AT, err);
    }

    /** Takes back the frame being written, which must not have been spliced. */
    void dropFrame() {
        out.writerIndex(frameStart);
        if (out.capacity() > BigReplies.BYTES_MIN) {
            ByteBuf large = out;
            open(Math.max(INITIAL_BYTES, large.readableBytes()));
            out.writeBytes(large);
            large.release();
        }
    }

    /** @return length of the frame being written, without the length field */
    int frameBytes() {
        if (out == frameIn) {
            return out.writerIndex() - frameStart - LENGTH_BYTES;
        }
        return frameIn.writerIndex() - frameStart - LENGTH_BYTES + splicedBytes + out.writerIndex();
    }

    /** Ends the frame. @return its length in bytes, without the length field */
    int endFrame() {
        int length = frameBytes();
        frameIn.setInt(frameStart, length);
        if (out.readableBytes() >= GATHER_BYTES_MAX || out != frameIn) {
            write();
        }
        return length;
    }

    /** Adds a whole frame made elsewhere. */
    void add(byte[] frame) {
        add(frame, frame.length);
    }

    /** As {@link #add(byte[])}, of which the first {@code length} bytes are the frame. */
    void add(byte[] frame, int length) {
        if (out != null && out.readableBytes() + length > GATHER_BYTES_MAX) {
            write(); // Rather than let the buffer double for the last few bytes.
        }
        if (out == null) {
            open(Math.max(INITIAL_BYTES, length));
        }
        out.writeBytes(frame, 0, length);
        if (out.readableBytes() >= GATHER_BYTES_MAX) {
            write();
        }
    }

    /** Hands what there is to the socket and flushes it. */
    void flush() {
        write();
        unflushed = false;
        channel.flush();
    }

    /** @return bytes handed to the socket's queue since the last {@link #forgetSmall}, without those of large replies, which are counted elsewhere */
    long smallBytes() {
        return smallBytes;
    }

    void forgetSmall() {
        smallBytes = 0;
    }

    /** @return whether a part has been spliced into the frame being written */
    boolean isSpliced() {
        return out != frameIn;
    }

    /** @return whether there is nothing to {@link #flush}, neither here nor in the socket's queue */
    boolean isEmpty() {
        return out == null && !unflushed;
    }

    void release() {
        sealed.forEach(ByteBuf::release);
        sealed.clear();
        if (out != null) {
            out.release();
            out = null;
        }
    }

    private void write() {
        if (out == null) {
            return;
        }
        unflushed = true;
        for (ByteBuf part : sealed) {
            channel.write(part, channel.voidPromise());
        }
        sealed.clear();
        ByteBuf last = out;
        out = null;
        if (!last.isReadable()) {
            last.release();
            return;
        }
        if (last.readableBytes() >= BigReplies.BYTES_MIN) {
            big.track(last);
        } else {
            smallBytes += last.readableBytes();
        }
        channel.write(last, channel.voidPromise());
    }
}
