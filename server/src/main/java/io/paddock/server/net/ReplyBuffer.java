// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.paddock.protocol.jute.JuteWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * The frames that a connection is about to send. They are written one after the other into one buffer. The
 * socket gets them together, at the end of the pass over the input. A part that exists already, such as a
 * shared list of children, is inserted without copying. Confined to the connection's loop.
 */
final class ReplyBuffer {
    private static final int INITIAL_BYTES = 1024;
    /** When this much is gathered, it goes to the socket at once, so that back pressure is noticed. */
    private static final int GATHER_BYTES_MAX = 64 << 10;

    private static final int LENGTH_BYTES = 4;
    private static final int ERR_AT = LENGTH_BYTES + 12;
    private static final int BODY_AT = LENGTH_BYTES + 16;

    private final Channel channel;
    private final BigReplies big;
    private final List<ByteBuf> sealed = new ArrayList<>();
    private ByteBuf out;
    private JuteWriter writer;
    /**
     * Where the current frame begins. Its first bytes are in this buffer, {@code splicedBytes} are in the
     * next buffers, and the rest is in {@link #out}.
     */
    private ByteBuf frameIn;

    private int frameStart;
    private int splicedBytes;
    /** The socket's queue holds bytes that were not flushed yet. */
    private boolean unflushed;

    private long smallBytes;

    ReplyBuffer(Channel channel, BigReplies big) {
        this.channel = channel;
        this.big = big;
    }

    /**
     * Starts a frame with a reply header without an error.
     *
     * @return writes the body
     */
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

    /**
     * Inserts a buffer into the current frame.
     *
     * @return writes the rest of the frame
     */
    JuteWriter splice(ByteBuf part) {
        splicedBytes += part.readableBytes() + (out == frameIn ? 0 : out.readableBytes());
        sealed.add(out);
        sealed.add(part.retainedSlice());
        open(INITIAL_BYTES);
        return writer;
    }

    /** Turns the current reply into an error, which has no body. */
    void failReply(int err) {
        out.writerIndex(frameStart + BODY_AT);
        out.setInt(frameStart + ERR_AT, err);
    }

    /** Removes the current frame, which must not have been spliced. */
    void dropFrame() {
        out.writerIndex(frameStart);
        if (out.capacity() > BigReplies.BYTES_MIN) {
            ByteBuf large = out;
            open(Math.max(INITIAL_BYTES, large.readableBytes()));
            out.writeBytes(large);
            large.release();
        }
    }

    /** @return length of the current frame, without the length field */
    int frameBytes() {
        if (out == frameIn) {
            return out.writerIndex() - frameStart - LENGTH_BYTES;
        }
        return frameIn.writerIndex() - frameStart - LENGTH_BYTES + splicedBytes + out.writerIndex();
    }

    /**
     * Ends the frame.
     *
     * @return its length in bytes, without the length field
     */
    int endFrame() {
        int length = frameBytes();
        frameIn.setInt(frameStart, length);
        if (out.readableBytes() >= GATHER_BYTES_MAX || out != frameIn) {
            write();
        }
        return length;
    }

    /** Adds a complete frame that was made elsewhere. */
    void add(byte[] frame) {
        add(frame, frame.length);
    }

    /** Adds a complete frame: the first {@code length} bytes of an array. */
    void add(byte[] frame, int length) {
        if (out != null && out.readableBytes() + length > GATHER_BYTES_MAX) {
            write(); // Otherwise the buffer would double its size for the last few bytes.
        }
        if (out == null) {
            open(Math.max(INITIAL_BYTES, length));
        }
        out.writeBytes(frame, 0, length);
        if (out.readableBytes() >= GATHER_BYTES_MAX) {
            write();
        }
    }

    /** Hands everything to the socket and flushes it. */
    void flush() {
        write();
        unflushed = false;
        channel.flush();
    }

    /**
     * @return bytes handed to the socket's queue since the last {@link #forgetSmall}, without large replies,
     *     which are counted elsewhere
     */
    long smallBytes() {
        return smallBytes;
    }

    void forgetSmall() {
        smallBytes = 0;
    }

    /** @return whether a part has been inserted into the current frame */
    boolean isSpliced() {
        return out != frameIn;
    }

    /** @return whether there is nothing to {@link #flush}, either here or in the socket's queue */
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
