// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.protocol.jute.MalformedFrame;
import io.paddock.server.auth.AccessControl;
import io.paddock.server.auth.Identities;
import io.paddock.server.core.Client;
import io.paddock.server.core.Shard;
import io.paddock.server.core.Write;
import io.paddock.server.ops.Asker;
import io.paddock.server.session.Session;
import io.paddock.server.watch.Subscriber;
import io.paddock.server.watch.WatchEvent;
import io.paddock.server.watch.WatchTable;
import io.paddock.server.watch.Watcher;
import io.paddock.storage.tree.Znode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: its bytes in, cut into frames and handed on in order; its replies and events out. Confined to its event loop
 * but for {@link #closeSilently} and {@link #execute}.
 *
 * <p>What cannot be served yet stays where it is, unparsed: a read behind a write in flight, anything behind a full queue or an unread
 * reply. {@link #resume} goes on when that has changed. Once too much has gathered the socket is not read any more.
 */
public final class Connection extends ChannelInboundHandlerAdapter implements Client, Watcher, Asker {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final int LENGTH_BYTES = 4;
    private static final int GATHERED_BYTES_MAX = 256 << 10;
    private static final int COMPACT_BYTES = 64 << 10;
    /** A client that takes nothing in may leave so many bytes of events unread before it is cut off. */
    private static final long UNREAD_EVENT_BYTES_MAX = 16 << 20;

    /** How long a client may take in nothing of large replies while others wait for room. */
    private static final long DEAF_NANOS = TimeUnit.SECONDS.toNanos(5);

    private enum State {
        /** No frame yet: a connect request is expected, or a four-letter word. */
        NEW,
        /** The core has been asked for a session. */
        CONNECTING,
        OPEN,
        /** The client has closed its session: whatever it sends behind that is not read. */
        LEAVING,
        /** Nothing more is read; what has been written is flushed, then it ends. */
        CLOSING,
        CLOSED
    }

    private final Service service;
    private final Loop loop;
    private final Channel channel;
    private final InetSocketAddress peer;
    private final ReplyBuffer replies;
    private final JuteReader reader;
    private final FrameHandler frames;
    private final ConnectionStats stats;
    private final long openedNanos;
    private State state = State.NEW;
    private Identities identities;
    private Subscriber subscriber;
    private volatile Session session;
    private volatile int timeoutMillis;
    private long sessionAsked;
    private long connectingNanos;
    private Boolean readOnlyAsked;
    private ByteBuf in;
    private int writesInFlight;
    private long bytesInFlight;
    private boolean waiting;
    private boolean processing;
    private boolean readStopped;
    private boolean dirty;
    private long receivedNanos;
    private long unreadBytesBefore;
    private long unreadSinceNanos;
    private long receivedMillis;
    private int readsInPass;
    private int othersInPass;

    Connection(Service service, Loop loop, Channel channel) {
        this.service = service;
        this.loop = loop;
        this.channel = channel;
        this.peer = (InetSocketAddress) channel.remoteAddress();
        this.replies = new ReplyBuffer(channel, loop.bigReplies());
        this.reader = new JuteReader(service.config().limits().juteMaxBufferBytes()
                + service.config().limits().juteMaxBufferExtraBytes());
        this.frames = new FrameHandler(service, this);
        this.stats = new ConnectionStats(service.clock().wallMillis());
        this.openedNanos = System.nanoTime();
        InetAddress address = peer.getAddress();
        this.identities = Identities.of(address);
    }

    // --- bytes in

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        gather((ByteBuf) message);
        received();
        if (!waiting) {
            loop.shard().enter();
            try {
                process();
            } finally {
                loop.shard().exit();
            }
        }
        stopReadingIfFull();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        flushNow();
        loop.flushDirty();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (channel.isWritable()) {
            resumeAndFlush();
        }
    }

    // Once for all that one socket read brought: a clock costs more than a read.
    private void received() {
        receivedNanos = System.nanoTime();
        receivedMillis = service.clock().monotonicMillis();
    }

    private void gather(ByteBuf bytes) {
        if (isDeaf()) {
            bytes.release();
        } else if (in == null) {
            in = bytes;
            if (!loop.mayGather(in.capacity())) {
                loop.refuseLargestInput();
            }
        } else {
            if (in.readerIndex() > COMPACT_BYTES) {
                in.discardReadBytes();
            }
            int before = in.capacity();
            in.writeBytes(bytes);
            bytes.release();
            if (in.capacity() > before && !loop.mayGather(in.capacity() - before)) {
                loop.refuseLargestInput();
            }
        }
    }

    /** What its unfinished requests take, in bytes. */
    int inputBytes() {
        return in == null ? 0 : in.capacity();
    }

    /** Closes it because it holds more of the memory for unfinished requests than anybody else while there is too little. */
    void refuseInput() {
        refuse("the bytes of unfinished requests take too much memory, and it holds most of them: " + inputBytes());
        releaseInput(); // At once, not when the channel's end is told: the room is needed now.
    }

    private void releaseInput() {
        if (in != null) {
            loop.gathered(in.capacity());
            in.release();
            in = null;
        }
    }

    /** Goes on with what could not be served before. On the loop, outside the slot. */
    private void resume() {
        // While frames are being served, flushing makes the channel writable inside the slot: the loop over the frames
        // goes on by itself.
        if (waiting && !processing && !isDeaf()) {
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
            while (!waiting && in != null && nextFrame()) {
                if (!channel.isWritable()) {
                    // The client does not take in what it asked for: it gets no more until it does.
                    channel.flush();
                    waiting = !channel.isWritable();
                }
            }
        } catch (MalformedFrame e) {
            refuse(e.getMessage());
        } finally {
            processing = false;
            countPass();
        }
        if (in != null && (!in.isReadable() || isDeaf())) {
            releaseInput();
        }
    }

    /** @return whether a frame was there and could be served */
    private boolean nextFrame() {
        if (isDeaf() || in.readableBytes() < LENGTH_BYTES) {
            return false;
        }
        int start = in.readerIndex();
        int length = in.getInt(start);
        if (state == State.NEW && service.words().knows(length)) {
            answerWord(length);
            return false;
        }
        int max = service.config().limits().juteMaxBufferBytes();
        if (length <= 0 || length > max) {
            refuse("Len error. A message from " + peer + " with advertised length of " + length
                    + " is either a malformed message or too large to process (length is greater than jute.maxbuffer="
                    + max + ")");
            return false;
        }
        if (in.readableBytes() < LENGTH_BYTES + length) {
            return false;
        }
        in.readerIndex(start + LENGTH_BYTES);
        reader.over(in, length);
        boolean served = state == State.NEW ? frames.connect(reader) : frames.request(reader, length);
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

    private boolean isDeaf() {
        return state == State.LEAVING || state == State.CLOSING || state == State.CLOSED;
    }

    private void stopReadingIfFull() {
        if (waiting && !readStopped && in != null && in.readableBytes() > GATHERED_BYTES_MAX) {
            readStopped = true;
            channel.config().setAutoRead(false);
        }
    }

    private void answerWord(int word) {
        state = State.CLOSING;
        stats.received();
        loop.stats().received(LENGTH_BYTES);
        in.skipBytes(LENGTH_BYTES);
        byte[] rest = new byte[Math.min(64, in.readableBytes())];
        in.readBytes(rest);
        service.words()
                .answer(word, rest, peer)
                .whenComplete((answer, failure) -> execute(() -> {
                    if (failure != null) {
                        LOG.warn("answering {} failed", peer, failure);
                    }
                    boolean silent = answer == null || answer.length == 0;
                    if (!silent) {
                        loop.stats().word();
                    }
                    new WordReply(channel, silent ? new byte[0] : answer).send();
                }));
    }

    // --- for the frame handler, inside the slot

    /** Waits for the session that the core has been asked for: frames behind the connect request stay unread. */
    void connecting(long sessionId, Boolean readOnly, int negotiatedMillis) {
        state = State.CONNECTING;
        sessionAsked = sessionId;
        connectingNanos = receivedNanos;
        readOnlyAsked = readOnly;
        timeoutMillis = negotiatedMillis;
        waiting = true;
    }

    /** Hands a write to the core. @return false if the queue is full: try again later */
    boolean submit(Write write) {
        if (!service.core().submit(write)) {
            // Nothing of ours may be in flight to bring us back here, so come back by the clock.
            loop.eventLoop()
                    .schedule(
                            () -> {
                                resume();
                                flushNow();
                            },
                            1,
                            TimeUnit.MILLISECONDS);
            return false;
        }
        writesInFlight++;
        loop.stats().outstanding(1);
        bytesInFlight += write.bytes();
        return true;
    }

    Session session() {
        return session;
    }

    /** Takes no more requests: the client has said goodbye. Its outstanding replies still go out. */
    void stopReading() {
        state = State.LEAVING;
    }

    /** Says once why a connection is about to be closed behind a reply. */
    void refuseAfterReply(String reason) {
        service.refusals().warn(peer, reason);
    }

    int writesInFlight() {
        return writesInFlight;
    }

    long bytesInFlight() {
        return bytesInFlight;
    }

    ReplyBuffer replies() {
        return replies;
    }

    long receivedNanos() {
        return receivedNanos;
    }

    /** @return by the server's monotonic clock */
    long receivedMillis() {
        return receivedMillis;
    }

    void identities(Identities now) {
        identities = now;
    }

    /** Counts a reply to a write that has just been written. @param since when the request was received */
    void repliedToWrite(OpCode op, int xid, long zxid, int bytes, long since) {
        countReply(op, xid, zxid, bytes);
        countLatency(LoopStats.Kind.WRITE, since, 1);
    }

    /** The same for what is answered here and now: its latency is counted when this pass over the input ends. */
    void repliedAtOnce(OpCode op, int xid, long zxid, int bytes, boolean read) {
        countReply(op, xid, zxid, bytes);
        if (read) {
            readsInPass++;
        } else {
            othersInPass++;
        }
    }

    private void countReply(OpCode op, int xid, long zxid, int bytes) {
        stats.replied(op, xid, zxid);
        loop.stats().replied(bytes);
    }

    // One look at the clock for all that a pass has answered, which leaves with one flush.
    private void countPass() {
        if (readsInPass + othersInPass > 0) {
            countLatency(LoopStats.Kind.READ, receivedNanos, readsInPass);
            countLatency(LoopStats.Kind.OTHER, receivedNanos, othersInPass);
            readsInPass = 0;
            othersInPass = 0;
        }
    }

    private void countLatency(LoopStats.Kind kind, long since, int replies) {
        if (replies > 0) {
            long now = System.nanoTime();
            long millis = TimeUnit.NANOSECONDS.toMillis(now - since);
            stats.latency(millis, replies, TimeUnit.NANOSECONDS.toMillis(now));
            loop.stats().latency(kind, millis, replies, now);
        }
    }

    NetCounters counters() {
        return service.counters();
    }

    LoopStats loopStats() {
        return loop.stats();
    }

    // --- Client: what the core tells, on the loop

    @Override
    public Shard shard() {
        return loop.shard();
    }

    @Override
    public void accepted(Session accepted, int negotiatedMillis) {
        if (state != State.CONNECTING) {
            return;
        }
        state = State.OPEN;
        session = accepted;
        timeoutMillis = negotiatedMillis;
        subscriber = loop.shard().watches().register(this);
        int bytes = frames.acceptedReply(accepted, negotiatedMillis, readOnlyAsked);
        repliedToWrite(OpCode.CREATE_SESSION, 0, service.tree().lastZxid(), bytes, connectingNanos);
        markDirty();
        received();
        goOn();
    }

    @Override
    public void refused() {
        if (state == State.CONNECTING) {
            LOG.info("Invalid session 0x{} for client {}, probably expired", Long.toHexString(sessionAsked), peer);
            frames.refusedReply(readOnlyAsked);
            closeAfterFlush();
        }
    }

    @Override
    public void completed(Write write) {
        if (state == State.CLOSED) {
            service.counters().staleReplies().increment();
            return;
        }
        writesInFlight--;
        loop.stats().outstanding(-1);
        bytesInFlight -= write.bytes();
        frames.writeReply(write);
        if (write.op() == OpCode.CLOSE_SESSION) {
            closeAfterFlush();
            return;
        }
        markDirty();
        if (waiting) {
            goOn();
        }
    }

    @Override
    public void execute(Runnable task) {
        loop.eventLoop().execute(task);
    }

    @Override
    public void closeSilently(String reason) {
        execute(() -> {
            LOG.debug("Closing connection of {}: {}", peer, reason);
            closeNow();
        });
    }

    // --- Watcher, by the core while it holds the slot

    @Override
    public void notify(WatchEvent event) {
        loop.shard().put(() -> send(event));
    }

    private void send(WatchEvent event) {
        if (state != State.OPEN || !mayHear(event)) {
            return;
        }
        if (!channel.isWritable() && unreadBytes() > UNREAD_EVENT_BYTES_MAX) {
            refuse("it leaves " + unreadBytes() + " bytes of replies and events unread");
            return;
        }
        replies.add(event.frame());
        loop.stats().event(event.frame().length);
        stats.sent();
        markDirty();
    }

    private boolean mayHear(WatchEvent event) {
        return event.acl() == null || service.access().allows(event.acl(), Acl.READ, identities);
    }

    private long unreadBytes() {
        return channel.unsafe().outboundBuffer() == null
                ? 0
                : channel.unsafe().outboundBuffer().totalPendingWriteBytes();
    }

    // --- Asker

    @Override
    public long sessionId() {
        return session == null ? 0 : session.id();
    }

    @Override
    public Identities identities() {
        return identities;
    }

    @Override
    public AccessControl access() {
        return service.access();
    }

    @Override
    public WatchTable watches() {
        return loop.shard().watches();
    }

    @Override
    public Subscriber subscriber() {
        return subscriber;
    }

    @Override
    public JuteWriter writeChildNames(Znode znode, JuteWriter out) {
        if (znode.numChildren() < BigReplies.CHILDREN_MIN) {
            znode.writeChildNames(out);
            return out;
        }
        ByteBuf names = loop.bigReplies().childNames(znode);
        return names == null ? null : replies.splice(names);
    }

    /** @return whether a reply of so many bytes may be sent now; one that was spliced has been counted already */
    boolean hasRoomFor(int bytes) {
        return bytes < BigReplies.BYTES_MIN
                || replies.isSpliced()
                || loop.bigReplies().admits(bytes);
    }

    /** The request just offered found no room for its reply: it is offered again once others have been taken in. */
    void awaitRoom() {
        loop.bigReplies().await(this, loop.eventLoop());
    }

    @Override
    public void missed(int type, String path) {
        frames.missed(WatchEvent.missed(type, path));
    }

    // --- bytes out, and the end

    private void markDirty() {
        if (!dirty) {
            dirty = true;
            loop.dirty(this);
        }
    }

    void flushNow() {
        dirty = false;
        if (!replies.isEmpty()) {
            replies.flush();
        }
    }

    /** Closes it once what has been written is on its way. */
    void closeAfterFlush() {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSING;
        replies.flush();
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Closes it because of what the client sent, and says so once. */
    void refuse(String reason) {
        service.refusals().warn(peer, reason);
        closeNow();
    }

    void closeNow() {
        if (state != State.CLOSED) {
            state = State.CLOSING;
            channel.close();
        }
    }

    void closeIfSessionless(long nowNanos, long sessionlessNanos) {
        if ((state == State.NEW || state == State.CLOSING) && nowNanos - openedNanos > sessionlessNanos) {
            LOG.debug("Closing connection of {}: no session within the time allowed", peer);
            service.counters().sessionlessExpired().increment();
            closeNow();
        }
    }

    /** Looks whether the client takes in what is sent to it. */
    void noteUnread(long nowNanos) {
        long unread = unreadBytes();
        if (unreadBytesBefore < BigReplies.BYTES_MIN || unread < unreadBytesBefore) {
            unreadSinceNanos = nowNanos;
        }
        unreadBytesBefore = unread;
    }

    /** Ends it if it has held much memory for long without taking in anything, so that others' large replies find room. */
    void closeIfDeaf(long nowNanos) {
        if (unreadBytesBefore >= BigReplies.BYTES_MIN && nowNanos - unreadSinceNanos > DEAF_NANOS) {
            refuse("it leaves " + unreadBytesBefore + " bytes of replies unread while others wait for room for theirs");
        }
    }

    /** The client sends no more. Whoever only waits for an answer still gets it. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE && !isDeaf()) {
            lost();
            closeNow();
        }
    }

    // A probe that connects and goes away is nobody's loss.
    private void lost() {
        if (session != null && !isDeaf()) {
            service.refusals().lost(peer, session.id());
        } else {
            LOG.debug("connection of {} ended", peer);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        state = State.CLOSED;
        if (!processing) {
            releaseInput();
        }
        replies.release();
        loop.remove(this);
        loop.stats().outstanding(-writesInFlight);
        writesInFlight = 0;
        service.counters().dropped().increment();
        service.admission().leave(peer.getAddress());
        Session ended = session;
        if (ended != null) {
            loop.shard().enter();
            try {
                loop.shard().watches().unregister(subscriber);
            } finally {
                loop.shard().exit();
            }
            service.core().detached(this, ended);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            lost();
        } else {
            LOG.error("serving {} failed", peer, cause);
        }
        closeNow();
    }

    // --- for operators; figures may be some moments old

    public InetSocketAddress peer() {
        return peer;
    }

    public ConnectionStats stats() {
        return stats;
    }

    /** @return its session's id, 0 without a session */
    public long currentSessionId() {
        return sessionId();
    }

    /** @return the negotiated timeout, 0 before the handshake */
    public int timeoutMillis() {
        return timeoutMillis;
    }

    /** @return requests read and not yet answered */
    public int outstanding() {
        return writesInFlight;
    }

    /** @return as ZooKeeper shows it: 1 while it is read, plus 4 while its client leaves replies unread; 0 at its end */
    public int interestOps() {
        if (isDeaf()) {
            return 0;
        }
        return (readStopped ? 0 : 1) + (channel.isWritable() ? 0 : 4);
    }
}
