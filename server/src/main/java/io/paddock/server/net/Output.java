// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.paddock.server.watch.WatchEvent;
import java.util.concurrent.TimeUnit;

/**
 * What one connection sends: replies and events, gathered and flushed together; and how much of that its client leaves unread. Confined to
 * the connection's loop.
 */
final class Output {
    /** A client that takes nothing in may leave so many bytes of events unread before it is cut off. */
    private static final long UNREAD_BYTES_MAX = 16 << 20;

    private static final long DEAF_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Connection connection;
    private final LoopState loop;
    private final Channel channel;
    private final ReplyBuffer replies;
    private boolean dirty;
    private boolean lost;
    /** What the loop has been told that the client leaves unread. */
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

    /** What is written from now on reaches nobody, and is dropped. */
    void lose() {
        lost = true;
        recount();
    }

    /** @return whether nobody hears the replies */
    boolean isLost() {
        return lost;
    }

    /** @return whether a reply of so many bytes may be sent now; one that was spliced has been counted already */
    boolean hasRoomFor(int bytes) {
        return bytes < BigReplies.BYTES_MIN
                || replies.isSpliced()
                || loop.bigReplies().admits(bytes);
    }

    /** @return null, or why its client has to go */
    String event(WatchEvent event) {
        replies.add(event.frame());
        markDirty();
        long unread = unreadBytes();
        if (unread > countedBytes) {
            count(unread);
        }
        return unread > UNREAD_BYTES_MAX ? "it leaves " + unread + " bytes of replies and events unread" : null;
    }

    /** Something has been written outside the connection's own read: its loop flushes it. */
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

    // When something is written or flushed: what the client takes in by itself is not noticed before the next time.
    private void count(long unread) {
        if (recount(unread) > 0) {
            loop.boundUnread();
        }
    }

    /** Tells the loop what is unread now, without large replies, which have a limit of their own. */
    void recount() {
        recount(unreadBytes());
    }

    /** @return by how much it has grown */
    private long recount(long unread) {
        if (unread == 0) {
            replies.forgetSmall();
        }
        // What was small may have gone before what was large, or the other way round: at most this much of either.
        long now = Math.min(unread, replies.smallBytes());
        long grown = now - countedBytes;
        if (grown != 0) {
            countedBytes = now;
            loop.unread(grown);
        }
        return grown;
    }

    /** @return what the loop has been told that the client leaves unread */
    long countedBytes() {
        return countedBytes;
    }

    /** @return whether the client takes in what it is sent, as far as can be seen */
    boolean isWritable() {
        return lost || channel.isWritable();
    }

    /** As {@link #isWritable}, once more after what has been written is on its way. */
    boolean takesMore() {
        if (isWritable()) {
            return true;
        }
        channel.flush();
        return isWritable();
    }

    /** @return what has been written and the client has not taken in, in bytes */
    long unreadBytes() {
        ChannelOutboundBuffer outbound = channel.unsafe().outboundBuffer();
        return outbound == null ? 0 : outbound.totalPendingWriteBytes();
    }

    /** Once a second. @return whether much has been unread for long, without getting less */
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
