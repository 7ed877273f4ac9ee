// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.paddock.server.watch.WatchEvent;
import java.util.concurrent.TimeUnit;

/**
 * The replies and events that one connection sends. They are gathered and flushed together. Also the bytes
 * that the client leaves unread. Confined to the connection's loop.
 */
final class Output {
    /** Sending an event closes a client that leaves more bytes than this unread. */
    private static final long UNREAD_BYTES_MAX = 16 << 20;

    private static final long DEAF_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Connection connection;
    private final LoopState loop;
    private final Channel channel;
    private final ReplyBuffer replies;
    private boolean dirty;
    private boolean lost;
    /** The unread bytes that were reported to the loop. */
    private long countedBytes;

    private long unreadBefore;
    private long deafSinceNanos;

    Output(Connection connection, LoopState loop, Channel channel) {
        this.connection = connection;
        this.loop = loop;
        this.channel = channel;
        this.replies = new ReplyBuffer(channel, loop.bigReplies());
    }

    ReplyBuffer replies() {
        return replies;
    }

    /** The socket is lost: everything that is written from now on is dropped. */
    void lose() {
        lost = true;
        recount();
    }

    /** @return whether replies cannot reach the client any more */
    boolean isLost() {
        return lost;
    }

    /**
     * @return whether a reply of this many bytes may be sent now; a spliced reply has been counted already
     */
    boolean hasRoomFor(int bytes) {
        return bytes < BigReplies.BYTES_MIN
                || replies.isSpliced()
                || loop.bigReplies().admits(bytes);
    }

    /**
     * Sends an event.
     *
     * @return null, or the reason why the client must be closed
     */
    String event(WatchEvent event) {
        replies.add(event.frame());
        markDirty();
        long unread = unreadBytes();
        if (unread > countedBytes) {
            count(unread);
        }
        return unread > UNREAD_BYTES_MAX ? "it leaves " + unread + " bytes of replies and events unread" : null;
    }

    /** Something was written outside the connection's own read, so its loop must flush it. */
    void markDirty() {
        if (!dirty) {
            dirty = true;
            loop.dirty(connection);
        }
    }

    void flush() {
        dirty = false;
        if (!replies.isEmpty()) {
            replies.flush();
            count(unreadBytes());
        } else if (countedBytes > 0) {
            count(unreadBytes());
        }
    }

    // Called when something is written or flushed. Bytes that the client reads meanwhile are counted at the
    // next call.
    private void count(long unread) {
        if (recount(unread) > 0) {
            loop.boundUnread();
        }
    }

    /** Reports the unread bytes to the loop, without large replies, which have their own limit. */
    void recount() {
        recount(unreadBytes());
    }

    /**
     * Reports the unread bytes to the loop.
     *
     * @return how many more they are than before
     */
    private long recount(long unread) {
        if (unread == 0) {
            replies.forgetSmall();
        }
        // We do not know whether small or large replies were sent first, so this is an upper bound.
        long now = Math.min(unread, replies.smallBytes());
        long grown = now - countedBytes;
        if (grown != 0) {
            countedBytes = now;
            loop.unread(grown);
        }
        return grown;
    }

    /** @return the unread bytes that were reported to the loop */
    long countedBytes() {
        return countedBytes;
    }

    /** @return whether the client seems to read what it is sent */
    boolean isWritable() {
        return lost || channel.isWritable();
    }

    /** @return as {@link #isWritable}, but after a flush if the channel was not writable before */
    boolean takesMore() {
        if (isWritable()) {
            return true;
        }
        channel.flush();
        return isWritable();
    }

    /** @return the bytes that have been written and the client has not read */
    long unreadBytes() {
        ChannelOutboundBuffer outbound = channel.unsafe().outboundBuffer();
        return outbound == null ? 0 : outbound.totalPendingWriteBytes();
    }

    /**
     * Called once a second.
     *
     * @return whether many bytes have been unread for long and do not decrease
     */
    boolean isStuck(long nowNanos) {
        long unread = unreadBytes();
        if (unreadBefore < BigReplies.BYTES_MIN || unread < unreadBefore) {
            deafSinceNanos = nowNanos;
        }
        unreadBefore = unread;
        return unread >= BigReplies.BYTES_MIN && nowNanos - deafSinceNanos > DEAF_NANOS;
    }

    void release() {
        replies.release();
        recount();
    }
}
