// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The states of one connection, and the ways in which it ends. Confined to its loop.
 *
 * <p>The end of the socket is not the end of the connection. A client may send requests and close without waiting: what was received is served
 * first, and answered while the socket can still be written to. {@link ConnectionDeparture} says for how long.
 */
final class Lifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

    private enum State {
        /** No frame yet: a connect request is expected, or a four-letter word. */
        NEW,
        /** The core has been asked for a session. */
        CONNECTING,
        OPEN,
        /** The client has closed its session, or is refused: no further request is taken. Those in flight are still answered. */
        LEAVING,
        /** Nothing more is served. What has been written is flushed, then the connection ends. */
        CLOSING,
        CLOSED
    }

    private final Service service;
    private final LoopState loop;
    private final Channel channel;
    private final Connection connection;
    private final ConnectionDeparture departure;
    private final long openedNanos = System.nanoTime();
    private State state = State.NEW;
    private long closingNanos;

    Lifecycle(Service service, LoopState loop, Channel channel, Connection connection) {
        this.service = service;
        this.loop = loop;
        this.channel = channel;
        this.connection = connection;
        this.departure =
                new ConnectionDeparture(service.admission(), connection.peer().getAddress(), loop.departed());
    }

    // --- states

    void connecting() {
        state = State.CONNECTING;
    }

    void opened() {
        state = State.OPEN;
    }

    /** A four-letter word has been read: its answer is the last thing that is written. */
    void answersWord() {
        state = State.CLOSING;
    }

    boolean isNew() {
        return state == State.NEW;
    }

    boolean isConnecting() {
        return state == State.CONNECTING;
    }

    /** @return whether it has a session, also one that is just ending */
    boolean takesEvents() {
        return state == State.OPEN || state == State.LEAVING;
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    /** @return whether nothing it sends is read any more */
    boolean isDeaf() {
        return state == State.LEAVING || isEnding();
    }

    private boolean isEnding() {
        return state == State.CLOSING || state == State.CLOSED;
    }

    // --- the end that the client brings about

    /** The client sends no more: it sent FIN, or its socket is gone. */
    void clientDeparted() {
        if (departure.begin()) {
            endIfServed();
        } else {
            cutOff("too many clients have gone before what they sent was served");
        }
    }

    boolean hasClientDeparted() {
        return departure.hasBegun();
    }

    /** Ends it if nothing more can come, and all that came has been served and answered. Also inside the slot. */
    void endIfServed() {
        boolean takesNoMore = departure.hasBegun() || state == State.LEAVING;
        if (takesNoMore && connection.isIdle()) {
            if (state == State.OPEN) {
                service.refusals().lost(connection.peer(), connection.link().sessionId());
            }
            closeAfterFlush();
        }
    }

    /** The socket is gone. */
    void channelClosed() {
        if (state == State.CLOSING) {
            end();
        } else {
            clientDeparted();
        }
    }

    // --- the end that this server brings about

    /** Takes no more requests, and closes once those in flight are answered. Also inside the slot. */
    void takeNoMore() {
        if (!isEnding()) {
            state = State.LEAVING;
            connection.stopWaiting();
            endIfServed();
        }
    }

    /** Says once why a connection is about to be closed after a reply. */
    void refuseAfterReply(String reason) {
        service.refusals().warn(connection.peer(), reason);
    }

    /** Closes it because of what the client sent, and says so once. What it sent before is answered first. Also inside the slot. */
    void refuse(String reason) {
        service.refusals().warn(connection.peer(), reason);
        takeNoMore();
    }

    /** Closes it at once because it takes too much of what all share, and says so. */
    void cutOff(String reason) {
        service.refusals().warn(connection.peer(), reason);
        closeNow();
    }

    /** Closes it once what has been written is on its way. Also inside the slot. */
    void closeAfterFlush() {
        if (!isEnding()) {
            state = State.CLOSING;
            connection.flushAll();
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER)
                    .addListener(written -> loop.eventLoop().execute(this::closeInOrder));
        }
    }

    /** Closes it now that everything is written. */
    void closeInOrder() {
        if (state != State.CLOSED) {
            end();
            if (channel.isActive()) {
                channel.pipeline().remove(connection);
                loop.orderlyCloses().begin(channel);
            }
        }
    }

    /** Closes it without looking at what is unread or unwritten. */
    void closeNow() {
        if (state != State.CLOSED) {
            state = State.CLOSING;
            if (channel.isOpen()) {
                channel.close();
            } else {
                loop.eventLoop().execute(this::end);
            }
        }
    }

    /**
     * Once a second: ends what opened no session in time, and what its client left long ago.
     *
     * @param stuckBytes what the client leaves unread although others wait for the room; 0 for nothing
     */
    void sweep(long nowNanos, long sessionlessNanos, long stuckBytes) {
        if (state == State.CLOSING && closingNanos == 0) {
            closingNanos = nowNanos;
        }
        boolean neverOpened = state == State.NEW && nowNanos - openedNanos > sessionlessNanos;
        boolean notTakenIn = state == State.CLOSING && nowNanos - closingNanos > sessionlessNanos;
        if (neverOpened || notTakenIn) {
            LOG.debug(
                    "Closing connection of {}: no session, or its end not taken in, within the time allowed",
                    connection.peer());
            service.counters().sessionlessExpired().increment();
            closeNow();
        } else if (departure.isOverdue(nowNanos)) {
            cutOff("its client has gone, and what it sent could not be served within the time allowed");
        } else if (stuckBytes > 0) {
            cutOff("it leaves " + stuckBytes + " bytes of replies unread while others wait for room for theirs");
        }
    }

    /** The connection is over. Outside the slot. */
    private void end() {
        if (state != State.CLOSED) {
            state = State.CLOSED;
            departure.end();
            service.counters().dropped().increment();
            connection.release();
        }
    }
}
