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
 * One connection between a leader and a learner. Packets leave in the order they were sent, snapshots between them.
 *
 * <p>What is sent waits in a queue of limited size for as long as the other side does not read; who sends much looks at {@link #isCongested} and goes on
 * when told. Sending and closing are for any thread; what comes in is told on the connection's own.
 */
public final class QuorumLink {
    private static final int CHUNK_BYTES = 1 << 16;
    private static final long CONGESTED_BYTES = 1 << 20;
    /** Others are served by the same thread, and a learner that takes in a tree must not hold up the proposals for the rest. */
    private static final int ROUNDS_AT_ONCE = 16;

    private static final int CHUNKS_AT_ONCE = 4;

    private final Channel channel;
    private final long queueBytesMax;
    private final ReadDeadline deadline;
    private final Queue<Object> outgoing = new ConcurrentLinkedQueue<>(); // QuorumPacket or SnapshotStreamWriter
    private final AtomicLong queuedBytes = new AtomicLong();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile QueueFigures figures; // null while nobody counts
    private volatile long waitingSinceNanos; // 0 while nothing waits
    private volatile boolean congested;
    private volatile boolean closed;
    // Confined to the loop from here on.
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

    /** Sends a packet after everything sent before. */
    public void send(QuorumPacket packet) {
        add(packet);
        flush();
    }

    /** The same, but it may wait for the next {@link #flush}: to wake the connection's thread for each packet costs more than to send it. */
    public void add(QuorumPacket packet) {
        offer(packet, bytesOf(packet));
    }

    /** Sends a SNAP packet with the tree behind it, piece by piece as the other side takes it in. The writer is closed when done. */
    public void sendSnapshot(SnapshotStreamWriter writer) {
        sendSnapshot(writer, writer.zxid());
    }

    /** The same. @param label the zxid that the packet carries, at least that of the tree */
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

    /** Sends all that was added. */
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

    /** From now on it is counted how packets wait. */
    public void count(QueueFigures counted) {
        figures = counted;
    }

    /** @return what a packet that waits counts for */
    public static long bytesOf(QuorumPacket packet) {
        long ids = packet.authinfo() == null ? 0 : 64L * packet.authinfo().size();
        return 20 + ids + (packet.data() == null ? 0 : packet.data().length());
    }

    /** @return whether so much waits to be sent that it is better to go on later; then the listener is told when */
    public boolean isCongested() {
        return congested;
    }

    /** @return how much waits to be sent, apart from what the connection itself holds, in bytes */
    public long queuedBytes() {
        return queuedBytes.get();
    }

    /** @return how much may wait to be sent before the connection is closed, in bytes */
    public long queueBytesMax() {
        return queueBytesMax;
    }

    /** Closes the connection when nothing arrives for so long, from now on. @param millis 0 waits for ever */
    public void readTimeoutMillis(int millis) {
        onLoop(() -> deadline.restart(millis));
    }

    /** Stops or starts taking in what the other side sends. What has arrived before this comes to effect is still told. */
    public void reading(boolean on) {
        onLoop(() -> {
            deadline.touch();
            channel.config().setAutoRead(on);
        });
    }

    /** Ends the connection; what waits is not sent. The listener hears of it, unless it was closed before. */
    public void close(String why) {
        flush(); // What was sent before has as good a chance as ever.
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
            closed = true; // The loop has ended, and every connection with it.
        }
    }

    // From here on: on the loop.

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
            return; // Flushing makes the channel writable, which leads here.
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

    /** Not as a plain task: those of a loop may run one after the other for a second, and nothing is read meanwhile. */
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

    // One behind the other in one buffer: a buffer for each costs more than all else that is done for a packet.
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
        // What is added in this moment may go uncounted; it must not seem to wait until the next one comes.
        waitingSinceNanos = outgoing.isEmpty() ? 0 : System.nanoTime() | 1;
        if (sinceNanos != 0) {
            counting.packets().record(packets);
            counting.waitMillis().record((System.nanoTime() - sinceNanos) / 1_000_000);
        }
    }

    /** The connection is gone. */
    void ended() {
        closed = true;
        deadline.cancel();
        discard();
        listener.receivedAll(this);
        listener.closed(this, reason == null ? "the other side hung up" : reason);
    }

    private void discard() {
        if (channel.isActive()) {
            return; // Closing is on its way, and leads here.
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
