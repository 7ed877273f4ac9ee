// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.protocol.quorum.PacketType;
import io.paddock.protocol.quorum.QuorumPacket;
import io.paddock.storage.snapshot.SnapshotStreamWriter;
import io.paddock.storage.tree.TreeReplaced;
import java.net.SocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One connection between a leader and a learner. Packets and snapshots leave in the order in which they were
 * sent.
 *
 * <p>While the other side does not read, sent packets wait in a queue of limited size. A sender of many
 * packets checks {@link #isCongested} and continues when the listener is called. Any thread may send and
 * close. The listener is called on the connection's own thread.
 */
public final class QuorumLink {
    private static final int CHUNK_BYTES = 1 << 16;
    private static final long CONGESTED_BYTES = 1 << 20;
    /**
     * The same thread serves other learners. A learner that receives a tree must not delay their proposals.
     */
    private static final int ROUNDS_AT_ONCE = 16;

    private static final int CHUNKS_AT_ONCE = 4;

    private final Channel channel;
    private final long queueBytesMax;
    private final ReadDeadline deadline;
    private final Queue<Object> outgoing = new ConcurrentLinkedQueue<>(); // QuorumPacket or SnapshotStreamWriter
    private final AtomicLong queuedBytes = new AtomicLong();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile QueueFigures figures; // null while nothing is counted
    private volatile long waitingSinceNanos; // 0 while no packet waits
    private volatile boolean congested;
    private volatile boolean closed;
    // The fields below are confined to the loop.
    private QuorumLinkListener listener;
    private String reason;
    private SnapshotStreamWriter streaming;
    private boolean pumping;
    private boolean goingOn;
    private int chunksLeft;

    QuorumLink(Channel channel, QuorumOptions options, QuorumLinkListener listener) {
        this.channel = channel;
        this.queueBytesMax = options.queueBytesMax();
        this.listener = listener;
        this.deadline = new ReadDeadline(channel, this::close, System::nanoTime);
    }

    public SocketAddress remoteAddress() {
        return channel.remoteAddress();
    }

    /** Sends a packet after all packets sent before. */
    public void send(QuorumPacket packet) {
        add(packet);
        flush();
    }

    /**
     * Queues a packet; it may wait for the next {@link #flush}. Waking the connection's thread for each
     * packet would cost more than sending it.
     */
    public void add(QuorumPacket packet) {
        offer(packet, bytesOf(packet));
    }

    /**
     * Sends a SNAP packet, followed by the tree. The tree is written in pieces, as fast as the other side
     * reads. The writer is closed when done.
     */
    public void sendSnapshot(SnapshotStreamWriter writer) {
        sendSnapshot(writer, writer.zxid());
    }

    /**
     * Sends a SNAP packet, followed by the tree.
     *
     * @param writer writes the tree; closed when done
     * @param label the zxid that the packet carries, at least that of the tree
     */
    public void sendSnapshot(SnapshotStreamWriter writer, long label) {
        add(QuorumPacket.of(PacketType.SNAP, label, null));
        offer(writer, 0);
        flush();
    }

    private void offer(Object item, long bytes) {
        if (figures != null && waitingSinceNanos == 0) {
            waitingSinceNanos = System.nanoTime() | 1;
        }
        long queued = queuedBytes.addAndGet(bytes);
        outgoing.add(item);
        congested |= queued > CONGESTED_BYTES;
        if (queued > queueBytesMax) {
            close("more than " + queueBytesMax + " bytes wait to be sent: it does not keep up");
        }
    }

    /** Sends all packets that were added. */
    public void flush() {
        if (outgoing.isEmpty()) {
            return;
        }
        if (closed) {
            onLoop(this::discard);
        } else if (scheduled.compareAndSet(false, true)) {
            onLoop(() -> {
                scheduled.set(false);
                pump();
            });
        }
    }

    /** Records from now on how packets wait. */
    public void count(QueueFigures counted) {
        figures = counted;
    }

    /** @return the bytes that a waiting packet counts for */
    public static long bytesOf(QuorumPacket packet) {
        long ids = packet.authinfo() == null ? 0 : 64L * packet.authinfo().size();
        return 20 + ids + (packet.data() == null ? 0 : packet.data().length());
    }

    /**
     * @return whether too much waits, so that a sender should pause; the listener is called when it can
     *     continue
     */
    public boolean isCongested() {
        return congested;
    }

    /** @return the bytes that wait to be sent, without those that the channel itself holds */
    public long queuedBytes() {
        return queuedBytes.get();
    }

    /** @return the bytes that may wait to be sent before the connection is closed */
    public long queueBytesMax() {
        return queueBytesMax;
    }

    /**
     * Closes the connection when nothing arrives for this long, counted from now.
     *
     * @param millis 0 for no limit
     */
    public void readTimeoutMillis(int millis) {
        onLoop(() -> deadline.restart(millis));
    }

    /**
     * Stops or starts reading what the other side sends. Packets that arrive before this takes effect still
     * reach the listener.
     */
    public void reading(boolean on) {
        onLoop(() -> {
            deadline.touch();
            channel.config().setAutoRead(on);
        });
    }

    /**
     * Ends the connection without sending the packets that wait. The listener is called, unless the
     * connection was closed before.
     */
    public void close(String why) {
        flush(); // Try to send what is already queued.
        closed = true;
        onLoop(() -> {
            reason = reason == null ? why : reason;
            channel.close();
        });
    }

    private void onLoop(Runnable task) {
        try {
            channel.eventLoop().execute(task);
        } catch (RejectedExecutionException e) {
            closed = true; // The loop has ended, and with it every connection.
        }
    }

    // The methods below are called on the loop.

    void listener(QuorumLinkListener next) {
        listener = next;
    }

    QuorumLinkListener listener() {
        return listener;
    }

    ReadDeadline deadline() {
        return deadline;
    }

    void pump() {
        if (pumping) {
            return; // Flushing makes the channel writable, which calls this again.
        }
        pumping = true;
        chunksLeft = CHUNKS_AT_ONCE;
        int rounds = 0;
        while (rounds < ROUNDS_AT_ONCE && channel.isActive() && fill()) {
            channel.flush();
            rounds++;
        }
        pumping = false;
        if (rounds == ROUNDS_AT_ONCE || chunksLeft == 0 && channel.isWritable()) {
            goOnSoon();
        }
    }

    /**
     * Continues through the scheduler, not as a plain task. A loop may run plain tasks in a row for a second
     * without reading.
     */
    private void goOnSoon() {
        if (!goingOn) {
            goingOn = true;
            channel.eventLoop().schedule(this::goOn, 1, TimeUnit.MICROSECONDS);
        }
    }

    private void goOn() {
        goingOn = false;
        pump();
    }

    private boolean fill() {
        boolean written = false;
        while (channel.isWritable()) {
            ByteBuf next = next();
            if (next == null) {
                break;
            }
            channel.write(next, channel.voidPromise());
            written = true;
        }
        if (congested && queuedBytes.get() <= CONGESTED_BYTES / 2) {
            congested = false;
            listener.uncongested(this);
        }
        return written;
    }

    private ByteBuf next() {
        if (streaming == null) {
            ByteBuf packets = packets();
            if (packets != null) {
                return packets;
            }
        }
        if (streaming == null || chunksLeft == 0) {
            return null;
        }
        chunksLeft--;
        ByteBuf chunk = channel.alloc().buffer(CHUNK_BYTES);
        try {
            streaming.write(chunk, CHUNK_BYTES);
        } catch (TreeReplaced e) {
            chunk.release();
            close("the snapshot is " + e.getMessage());
            return null;
        }
        if (streaming.isComplete()) {
            streaming.close();
            streaming = null;
        }
        return chunk;
    }

    // Writes several packets into one buffer. A buffer for each packet would cost more than all other work
    // for a packet.
    private ByteBuf packets() {
        Object item = outgoing.poll();
        if (!(item instanceof QuorumPacket)) {
            streaming = (SnapshotStreamWriter) item;
            return null;
        }
        ByteBuf bytes = channel.alloc().buffer((int) Math.min(CHUNK_BYTES, Math.max(1, queuedBytes.get())));
        JuteWriter out = new JuteWriter(bytes);
        long sinceNanos = waitingSinceNanos;
        int packets = 0;
        long taken = 0;
        while (item instanceof QuorumPacket packet) {
            packet.write(out);
            packets++;
            taken += bytesOf(packet);
            item = bytes.readableBytes() < CHUNK_BYTES ? outgoing.poll() : null;
        }
        streaming = (SnapshotStreamWriter) item;
        queuedBytes.addAndGet(-taken);
        count(packets, sinceNanos);
        return bytes;
    }

    private void count(int packets, long sinceNanos) {
        QueueFigures counting = figures;
        if (counting == null) {
            return;
        }
        // A packet that is added at this moment may not be counted. It must not seem to wait until the next
        // one is added.
        waitingSinceNanos = outgoing.isEmpty() ? 0 : System.nanoTime() | 1;
        if (sinceNanos != 0) {
            counting.packets().record(packets);
            counting.waitMillis().record((System.nanoTime() - sinceNanos) / 1_000_000);
        }
    }

    /** The connection has ended. */
    void ended() {
        closed = true;
        deadline.cancel();
        discard();
        listener.receivedAll(this);
        listener.closed(this, reason == null ? "the other side hung up" : reason);
    }

    private void discard() {
        if (channel.isActive()) {
            return; // The channel is being closed, which calls this again.
        }
        if (streaming != null) {
            streaming.close();
            streaming = null;
        }
        for (Object item = outgoing.poll(); item != null; item = outgoing.poll()) {
            if (item instanceof SnapshotStreamWriter writer) {
                writer.close();
            }
        }
        queuedBytes.set(0);
    }
}
