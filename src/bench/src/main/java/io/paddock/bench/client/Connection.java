// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.paddock.bench.wire.FrameTemplate;
import io.paddock.bench.wire.Frames;
import io.paddock.bench.wire.OpKind;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * One session on one connection. It does the handshake, keeps a window of pipelined requests, and matches
 * replies by order.
 *
 * <p>Everything but {@link #ready()} and {@link #closed()} belongs to its event loop. Requests are collected
 * in one buffer until {@link #flush()}. The kind and time stamp of each request are kept in a ring of the
 * window's size. So a reply costs no look-up and no garbage.
 */
public final class Connection extends ChannelInboundHandlerAdapter {
    private static final int REPLY_HEADER_BYTES = 16;
    private static final int FRAME_BYTES_MAX = 64 * 1024 * 1024;
    private static final int READ_AHEAD_BYTES = 4 * 1024;
    private static final OpKind[] KINDS = OpKind.values();

    private final Listener listener;
    private final FrameTemplate hello;
    private final int window;
    private final int mask;
    private final long[] stamps;
    private final byte[] kinds;
    private final CompletableFuture<Connection> ready = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final FrameTemplate ping = Frames.ping();

    private ChannelHandlerContext context;
    private ByteBuf batch;
    private ByteBuf partial;
    private boolean served;
    private boolean closing;
    private int timeoutMillis;
    private long sent;
    private long answered;
    private long lastSendNanos;
    private long lastReadNanos;
    private Throwable trouble;
    private int attachment;

    /**
     * A connection that will ask for a new session.
     *
     * @param window the most requests without a reply, at least 1
     */
    public Connection(Listener listener, int window, int sessionTimeoutMillis) {
        this.listener = listener;
        this.window = window;
        // One slot more than the window, for closeSession.
        int slots = Integer.highestOneBit(window + 1) << 1;
        this.mask = slots - 1;
        this.stamps = new long[slots];
        this.kinds = new byte[slots];
        this.hello = Frames.connect(sessionTimeoutMillis);
    }

    /** Receives the events of a connection, on its event loop. */
    public interface Listener {
        /**
         * Receives the reply to the oldest unanswered request. {@code error} is 0 or an error code of the
         * protocol.
         */
        void replied(Connection connection, OpKind kind, long stampNanos, long nowNanos, int error);

        /** Is called after all replies of one socket read: the moment to send more. */
        void drained(Connection connection, long nowNanos);

        /** Is called when a watch has fired. */
        default void told(Connection connection, long nowNanos) {}

        /**
         * Is called when the connection ended without a call of {@link Connection#close} or
         * {@link Connection#abort}.
         */
        default void lost(Connection connection, Throwable why) {}
    }

    /** Completes when the server has granted a session, fails if it does not. */
    public CompletableFuture<Connection> ready() {
        return ready;
    }

    /** Completes when the connection has ended, for any reason. */
    public CompletableFuture<Void> closed() {
        return closed;
    }

    /** Stores an index with which the owner finds its own state for this connection. */
    public void attach(int index) {
        attachment = index;
    }

    /** Returns the index that was given to {@link #attach}. */
    public int attachment() {
        return attachment;
    }

    /** Returns whether requests can be sent and answered. */
    public boolean isOpen() {
        return served && !closing;
    }

    /** Returns how many more requests fit into the window. */
    public int room() {
        return isOpen() ? window - unanswered() : 0;
    }

    /** Returns how many requests wait for their reply. */
    public int unanswered() {
        return (int) (sent - answered);
    }

    /** Returns the kind of the {@code index}-th oldest unanswered request. */
    public OpKind unansweredKind(int index) {
        return KINDS[kinds[(int) (answered + index) & mask]];
    }

    /** Returns the stamp of the {@code index}-th oldest unanswered request. */
    public long unansweredStampNanos(int index) {
        return stamps[(int) (answered + index) & mask];
    }

    /** Adds a request to the batch. The caller has checked that there is {@link #room()}. */
    public void request(OpKind kind, FrameTemplate frame, long number, long stampNanos) {
        int slot = (int) sent & mask;
        stamps[slot] = stampNanos;
        kinds[slot] = (byte) kind.ordinal();
        frame.appendTo(batch(frame.length()), xid(sent), number);
        sent++;
        lastSendNanos = stampNanos;
    }

    /** Sends the batch, if there is one, in one write. */
    public void flush() {
        if (batch != null) {
            context.writeAndFlush(batch, context.voidPromise());
            batch = null;
        }
    }

    /** Sends a ping if nothing was sent for a third of the session timeout. */
    public void pingIfIdle(long nowNanos) {
        if (isOpen() && nowNanos - lastSendNanos > timeoutMillis * 1_000_000L / 3) {
            ping.appendTo(batch(ping.length()), Frames.PING_XID, 0);
            lastSendNanos = nowNanos;
            flush();
        }
    }

    /**
     * Ends the session properly. Without a session it only closes the connection. A second call does no harm.
     */
    public void close() {
        if (closing) {
            return;
        }
        if (served && context.channel().isActive()) {
            request(OpKind.CLOSE, Frames.closeSession(), 0, System.nanoTime());
            flush();
            closing = true;
        } else {
            abort();
        }
    }

    /** Closes the connection and leaves the session to expire. */
    public void abort() {
        closing = true;
        if (context != null) {
            context.close();
        }
    }

    void neverConnected(Throwable why) {
        ready.completeExceptionally(why);
        closed.complete(null);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        this.context = context;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        hello.appendTo(batch(hello.length()), 0, 0);
        flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        long nowNanos = System.nanoTime();
        if (partial != null) {
            partial.writeBytes(in);
            in.release();
            in = partial;
            partial = null;
        }
        try {
            frames(in, nowNanos);
            if (in.isReadable()) {
                partial = context.alloc()
                        .buffer(in.readableBytes() + READ_AHEAD_BYTES)
                        .writeBytes(in);
            }
        } finally {
            in.release();
        }
        lastReadNanos = nowNanos;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (served) {
            listener.drained(this, lastReadNanos);
        }
    }

    private void frames(ByteBuf in, long nowNanos) {
        int at = in.readerIndex();
        int end = in.writerIndex();
        while (end - at >= 4) {
            int length = in.getInt(at);
            if (length < REPLY_HEADER_BYTES || length > FRAME_BYTES_MAX) {
                throw new IllegalStateException("reply frame of " + length + " bytes");
            }
            if (end - at - 4 < length) {
                break;
            }
            if (served) {
                frame(in.getInt(at + 4), in.getInt(at + 16), nowNanos);
            } else {
                welcome(in.getInt(at + 8));
            }
            at += 4 + length;
        }
        in.readerIndex(at);
    }

    private void frame(int xid, int error, long nowNanos) {
        if (xid == Frames.PING_XID) {
            return;
        }
        if (xid == Frames.EVENT_XID) {
            listener.told(this, nowNanos);
            return;
        }
        if (answered == sent || xid != xid(answered)) {
            throw new IllegalStateException("reply with xid " + xid + ", expected " + xid(answered));
        }
        int slot = (int) answered & mask;
        answered++;
        listener.replied(this, KINDS[kinds[slot]], stamps[slot], nowNanos, error);
    }

    private void welcome(int grantedTimeoutMillis) {
        if (grantedTimeoutMillis <= 0) {
            throw new IllegalStateException("session refused");
        }
        served = true;
        timeoutMillis = grantedTimeoutMillis;
        lastSendNanos = System.nanoTime();
        ready.complete(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        trouble = cause;
        context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (partial != null) {
            partial.release();
            partial = null;
        }
        if (batch != null) {
            batch.release();
            batch = null;
        }
        Throwable why = trouble != null ? trouble : new IOException("closed by the server");
        if (!served) {
            ready.completeExceptionally(why);
        } else if (!closing) {
            closing = true;
            listener.lost(this, why);
        }
        closed.complete(null);
    }

    private ByteBuf batch(int bytes) {
        if (batch == null) {
            batch = context.alloc().directBuffer(Math.max(1024, bytes * (window + 1)));
        }
        return batch;
    }

    private static int xid(long sequence) {
        return (int) (sequence & 0x3fff_ffff) + 1; // The result is never one of the special, negative xids.
    }
}
