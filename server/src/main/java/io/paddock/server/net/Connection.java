// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.MalformedFrame;
import io.paddock.server.watch.WatchEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection. It cuts the received bytes into frames, serves them in order, and sends replies
 * and events. Confined to its event loop.
 *
 * <p>A request that cannot be served yet stays in the input, undecoded. This happens to a read after a write
 * in flight, and to any request while a queue is full or replies are unread. {@link #resume} continues later.
 * If too many bytes wait, the socket is not read any more.
 */
final class Connection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final int LENGTH_BYTES = 4;
    private static final int GATHERED_BYTES_MAX = 256 << 10;

    private final Service service;
    private final LoopState loop;
    private final Channel channel;
    private final InetSocketAddress peer;
    private final InputBuffer input;
    private final Output output;
    private final JuteReader reader;
    private final ClientSide link;
    private final FrameHandler frames;
    private final ConnectionStats stats;
    private final ReplyFigures figures;
    private final Lifecycle life;
    /** A single instance, so that the waiting set recognises it. */
    private final Runnable offerAgain = this::resumeAndFlush;

    private boolean waiting;
    private boolean retrying;
    private boolean processing;
    private boolean readStopped;
    private long receivedNanos;
    private long receivedMillis;

    Connection(Service service, LoopState loop, Channel channel) {
        this.service = service;
        this.loop = loop;
        this.channel = channel;
        this.peer = (InetSocketAddress) channel.remoteAddress();
        this.input = new InputBuffer(loop);
        this.output = new Output(this, loop, channel);
        this.reader = new JuteReader(service.config().limits().fieldBytesMax());
        this.link = new ClientSide(service, loop, this);
        this.frames = new FrameHandler(service, this, link);
        this.stats = new ConnectionStats(service.clock().wallMillis());
        this.figures = new ReplyFigures(stats, loop.stats());
        this.life = new Lifecycle(service, loop, channel, this);
    }

    // --- bytes in

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (life.isDeaf()) {
            bytes.release();
            return;
        }
        input.add(bytes);
        received();
        if (!waiting) {
            loop.shard().enter();
            try {
                process();
            } finally {
                loop.shard().exit();
            }
        }
        if (waiting && !readStopped && input.readableBytes() > GATHERED_BYTES_MAX) {
            readStopped = true;
            channel.config().setAutoRead(false);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        flushNow();
        loop.flushDirty();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (output.isWritable()) {
            resumeAndFlush();
        }
    }

    // Reads the clock once for each read of the socket: reading the clock costs more than answering a read
    // request.
    private void received() {
        receivedNanos = System.nanoTime();
        receivedMillis = service.clock().monotonicMillis();
    }

    /** Serves requests that could not be served before. On the loop, outside the slot. */
    private void resume() {
        // While frames are being served, a flush can make the channel writable inside the slot. The loop over
        // the frames continues by itself then.
        if (waiting && !processing && !life.isDeaf()) {
            loop.shard().enter();
            try {
                goOn();
            } finally {
                loop.shard().exit();
            }
        }
    }

    void resumeAndFlush() {
        resume();
        flushNow();
    }

    /** Does the same as {@link #resume}, inside the slot. */
    private void goOn() {
        waiting = false;
        if (!processing) {
            process();
        }
        if (readStopped && !waiting) {
            readStopped = false;
            channel.config().setAutoRead(true);
        }
    }

    private void process() {
        processing = true;
        try {
            while (!waiting && nextFrame()) {
                // A client that does not read its replies gets no more until it does.
                waiting |= !output.takesMore();
            }
        } catch (MalformedFrame e) {
            life.refuse(e.getMessage());
        } catch (RuntimeException | Error e) {
            // No error may leave this method: it may run while an event is delivered to many connections.
            failed(e);
        } finally {
            processing = false;
            figures.endPass(receivedNanos);
        }
        if (life.isDeaf()) {
            input.release();
        } else {
            input.releaseIfRead();
        }
        life.endIfServed();
    }

    /** @return whether there was a frame and it could be served */
    private boolean nextFrame() {
        if (life.isDeaf() || input.readableBytes() < LENGTH_BYTES) {
            return false;
        }
        ByteBuf in = input.bytes();
        int start = in.readerIndex();
        int length = in.getInt(start);
        if (life.isNew() && service.words().knows(length)) {
            answerWord(in, length);
            return false;
        }
        String refusal = service.throttles().frames().refusal(length, peer);
        if (refusal != null) {
            life.refuse(refusal);
            return false;
        }
        if (in.readableBytes() < LENGTH_BYTES + length) {
            return false;
        }
        in.readerIndex(start + LENGTH_BYTES);
        reader.over(in, length);
        boolean served = life.isNew() ? frames.connect(reader) : frames.request(reader, length);
        if (!served) {
            in.readerIndex(start);
            waiting = true;
            return false;
        }
        in.readerIndex(start + LENGTH_BYTES + length);
        stats.received();
        loop.stats().received(length);
        return true;
    }

    private void answerWord(ByteBuf in, int word) {
        life.answersWord();
        stats.received();
        loop.stats().received(LENGTH_BYTES);
        in.skipBytes(LENGTH_BYTES);
        WordReply.answer(service, word, in, this, channel, loop);
    }

    // --- for the frame handler and the client side, on the loop and inside the slot

    /** A session has been requested. Frames after the connect request stay undecoded until there is one. */
    void connecting() {
        life.connecting();
        waiting = true;
    }

    /** The session exists, and the client has been told. */
    void opened() {
        life.opened();
        received();
        answered();
    }

    /**
     * A reply was written outside the pass that read its request. Requests that waited for it may now be
     * served.
     */
    void answered() {
        output.markDirty();
        if (waiting) {
            goOn();
        } else {
            life.endIfServed();
        }
    }

    /** Resumes by a timer, because this connection may have nothing in flight that would resume it. */
    void retrySoon() {
        // One timer is enough, however often it is requested: each answered write also offers the request
        // again.
        if (!retrying) {
            retrying = true;
            loop.eventLoop().schedule(this::retry, 1, TimeUnit.MILLISECONDS);
        }
    }

    private void retry() {
        retrying = false;
        resumeAndFlush();
    }

    void sendEvent(WatchEvent event) {
        String reason = output.event(event);
        if (reason != null) {
            life.cutOff(reason);
            return;
        }
        loop.stats().event(event.frame().length);
        stats.sent();
    }

    /** Stops waiting: none of the waiting requests is served any more. */
    void stopWaiting() {
        waiting = false;
    }

    /**
     * The last request found no room for its reply. It is offered again after clients have read other
     * replies.
     */
    void awaitRoom() {
        loop.bigReplies().await(offerAgain, loop.eventLoop());
    }

    Output output() {
        return output;
    }

    ReplyBuffer replies() {
        return output.replies();
    }

    FrameHandler frames() {
        return frames;
    }

    ReplyFigures figures() {
        return figures;
    }

    LoopStats loopStats() {
        return loop.stats();
    }

    long receivedNanos() {
        return receivedNanos;
    }

    /** @return the time on the server's monotonic clock */
    long receivedMillis() {
        return receivedMillis;
    }

    /** @return whether received requests wait although the client reads its replies */
    boolean isHeldUp() {
        return waiting && output.isWritable();
    }

    /** @return whether no request is being served and none waits */
    boolean isIdle() {
        return !waiting && !processing && link.writesInFlight() == 0;
    }

    // --- bytes out, and the end

    void flushNow() {
        figures.flushed();
        output.flush();
    }

    /** Hands everything written to the socket. */
    void flushAll() {
        figures.flushed();
        output.replies().flush();
    }

    /** @return the bytes of memory that unfinished requests take */
    int inputBytes() {
        return input.capacity();
    }

    /**
     * Closes this connection, because unfinished requests take too much memory and it holds the most of it.
     */
    void refuseInput() {
        life.cutOff(
                "the bytes of unfinished requests take too much memory, and it holds most of them: " + inputBytes());
        input.release(); // Release now, not when the channel is closed: the room is needed now.
    }

    /** Closes this connection, because unread replies take too much memory and it leaves the most unread. */
    void refuseUnread() {
        life.cutOff("replies and events that clients do not take in take too much memory, and it leaves most of them: "
                + output.countedBytes());
        output.release(); // Release now, as above.
    }

    /**
     * Called once a second.
     *
     * @param roomIsAwaited whether other connections wait for room for large replies
     */
    void sweep(long nowNanos, long sessionlessNanos, boolean roomIsAwaited) {
        boolean stuck = output.isStuck(nowNanos);
        life.sweep(nowNanos, sessionlessNanos, stuck && roomIsAwaited ? output.unreadBytes() : 0);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            life.clientDeparted();
        } else if (event == ChannelOutputShutdownEvent.INSTANCE) {
            outputLost();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        outputLost();
        life.channelClosed();
    }

    /**
     * Replies can no longer reach the client. Requests that were received, or that the kernel still holds,
     * are served anyway.
     */
    private void outputLost() {
        output.lose();
        if (life.hasClientDeparted()) {
            channel.close(); // The socket has no more use, and its events would keep the loop awake.
        } else if (readStopped && channel.isActive()) {
            readStopped = false;
            channel.config().setAutoRead(true); // Read until the end of the input, which must arrive.
        }
        resumeAndFlush();
    }

    /** The connection has ended. Called outside the slot. */
    void release() {
        if (!processing) {
            input.release();
        }
        output.release();
        loop.remove(this);
        link.end();
    }

    /** A read or a write failed. Netty reports the end of the socket separately. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("Connection of {} failed", peer, cause);
        } else {
            failed(cause);
        }
    }

    // Either this server has a defect or no memory is left. Only this client is closed.
    private void failed(Throwable cause) {
        service.refusals().failed(peer, cause);
        life.closeNow();
    }

    Lifecycle life() {
        return life;
    }

    InetSocketAddress peer() {
        return peer;
    }

    ConnectionStats stats() {
        return stats;
    }

    ClientSide link() {
        return link;
    }

    /** @return whether this server still reads from the client */
    boolean isRead() {
        return !readStopped && !life.isDeaf();
    }
}
