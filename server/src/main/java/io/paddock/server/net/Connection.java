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
 * One client's connection: its bytes in, cut into frames and served in order; its replies and events out. Confined to its event loop.
 *
 * <p>What cannot be served yet stays where it is, unparsed: a read behind a write in flight, anything behind a full queue or an unread
 * reply. {@link #resume} goes on when that has changed. Once too much has gathered the socket is not read any more.
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
    /** One object, so that who waits can be told apart. */
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

    // Once for all that one socket read brought: a clock costs more than a read.
    private void received() {
        receivedNanos = System.nanoTime();
        receivedMillis = service.clock().monotonicMillis();
    }

    /** Goes on with what could not be served before. On the loop, outside the slot. */
    private void resume() {
        // While frames are being served, flushing makes the channel writable inside the slot: the loop over the frames
        // goes on by itself.
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

    /** As {@link #resume}, inside the slot. */
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
                // A client that does not take in what it asked for gets no more until it does.
                waiting |= !output.takesMore();
            }
        } catch (MalformedFrame e) {
            life.refuse(e.getMessage());
        } catch (RuntimeException | Error e) {
            // Whatever it is, it ends here: this may run while something is being delivered to many.
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

    /** @return whether a frame was there and could be served */
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

    // --- for the frame handler and the link, on the loop and inside the slot

    /** A session has been asked for: frames behind the connect request stay unread until there is one. */
    void connecting() {
        life.connecting();
        waiting = true;
    }

    /** There is a session now, and the client has been told. */
    void opened() {
        life.opened();
        received();
        answered();
    }

    /** A reply has been written outside the pass that read its request; what had to wait for it may go on. */
    void answered() {
        output.markDirty();
        if (waiting) {
            goOn();
        } else {
            life.endIfServed();
        }
    }

    /** Nothing of this connection may be in flight to make it go on, so it is made to by the clock. */
    void retrySoon() {
        // One timer however often it is asked for: each write that is answered meanwhile offers the request again, too.
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

    /** Whatever has kept its requests waiting does not matter any more: none is served. */
    void stopWaiting() {
        waiting = false;
    }

    /** The request just offered found no room for its reply: it is offered again once others have been taken in. */
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

    /** @return by the server's monotonic clock */
    long receivedMillis() {
        return receivedMillis;
    }

    /** @return whether what it sent lies unserved although it takes in its replies */
    boolean isHeldUp() {
        return waiting && output.isWritable();
    }

    /** @return whether no request of it is being served or waits to be */
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

    /** What its unfinished requests take, in bytes. */
    int inputBytes() {
        return input.capacity();
    }

    /** Closes it because it holds more of the memory for unfinished requests than anybody else while there is too little. */
    void refuseInput() {
        life.cutOff(
                "the bytes of unfinished requests take too much memory, and it holds most of them: " + inputBytes());
        input.release(); // At once, not when the channel's end is told: the room is needed now.
    }

    /** Closes it because it leaves more unread than anybody else while that takes too much memory. */
    void refuseUnread() {
        life.cutOff("replies and events that clients do not take in take too much memory, and it leaves most of them: "
                + output.countedBytes());
        output.release(); // At once, as above.
    }

    /** Once a second. @param roomIsAwaited others wait for room for their large replies */
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

    /** Replies reach nobody any more. Requests that were received, or that the kernel still holds, are served all the same. */
    private void outputLost() {
        output.lose();
        if (life.hasClientDeparted()) {
            channel.close(); // The socket has no more use, and its events would keep the loop awake.
        } else if (readStopped && channel.isActive()) {
            readStopped = false;
            channel.config().setAutoRead(true); // Up to the end, which must come.
        }
        resumeAndFlush();
    }

    /** It is over. Outside the slot. */
    void release() {
        if (!processing) {
            input.release();
        }
        output.release();
        loop.remove(this);
        link.end();
    }

    /** A read or a write failed. Netty tells of the socket's end separately. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("Connection of {} failed", peer, cause);
        } else {
            failed(cause);
        }
    }

    // A defect of ours, or no memory left: this client pays for it, nobody else.
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

    /** @return whether more may come from its client, as far as this server reads it now */
    boolean isRead() {
        return !readStopped && !life.isDeaf();
    }
}
