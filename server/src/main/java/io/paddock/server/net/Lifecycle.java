// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The states of one connection, and the ways in which it ends. Confined to its loop.
 *
 * <p>The end of the socket is not the end of the connection. A client may send requests and close without
 * waiting. Those requests are served first, and are answered while the socket can still be written to. {@link
 * ConnectionDeparture} limits the time for that.
 */
final class Lifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

    private enum State {
        /** No frame has arrived: a connect request is expected, or a four-letter word. */
        NEW,
        /** The core thread has been asked for a session. */
        CONNECTING,
        OPEN,
        /**
         * The client has closed its session, or was refused. No further request is read, but those in flight
         * are answered.
         */
        LEAVING,
        /** No request is served any more. Everything written is flushed, then the connection ends. */
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

    /** A four-letter word has been read. Its answer is the last thing that is written. */
    void answersWord() {
        state = State.CLOSING;
    }

    boolean isNew() {
        return state == State.NEW;
    }

    boolean isConnecting() {
        return state == State.CONNECTING;
    }

    /** @return whether the connection has a session, including one that is about to end */
    boolean takesEvents() {
        return state == State.OPEN || state == State.LEAVING;
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    /** @return whether nothing that the client sends is read any more */
    boolean isDeaf() {
        return state == State.LEAVING || isEnding();
    }

    private boolean isEnding() {
        return state == State.CLOSING || state == State.CLOSED;
    }

    // --- the end, caused by the client

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

    /**
     * Ends the connection if no more requests can arrive and all are answered. Also called inside the slot.
     */
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

    // --- the end, caused by this server

    /** Takes no more requests, and closes after those in flight are answered. Also called inside the slot. */
    void takeNoMore() {
        if (!isEnding()) {
            state = State.LEAVING;
            connection.stopWaiting();
            endIfServed();
        }
    }

    /** Logs once why the connection is about to be closed after a reply. */
    void refuseAfterReply(String reason) {
        service.refusals().warn(connection.peer(), reason);
    }

    /**
     * Closes the connection because of something that the client sent, and logs why. Earlier requests are
     * answered first. Also called inside the slot.
     */
    void refuse(String reason) {
        service.refusals().warn(connection.peer(), reason);
        takeNoMore();
    }

    /** Closes the connection at once because it uses too much of what all clients share, and logs why. */
    void cutOff(String reason) {
        service.refusals().warn(connection.peer(), reason);
        closeNow();
    }

    /** Closes the connection after everything written has been sent. Also called inside the slot. */
    void closeAfterFlush() {
        if (!isEnding()) {
            state = State.CLOSING;
            connection.flushAll();
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER)
                    .addListener(written -> loop.eventLoop().execute(this::closeInOrder));
        }
    }

    /** Closes the connection; everything has been sent. */
    void closeInOrder() {
        if (state != State.CLOSED) {
            end();
            if (channel.isActive()) {
                channel.pipeline().remove(connection);
                loop.orderlyCloses().begin(channel);
            }
        }
    }

    /** Closes the connection at once. Unread and unwritten bytes are lost. */
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
     * Called once a second: ends a connection that opened no session in time, or whose client departed long
     * ago.
     *
     * @param nowNanos monotonic time
     * @param sessionlessNanos the time that is allowed without a session
     * @param stuckBytes the bytes that the client leaves unread although other replies wait for room; 0 for
     *     none
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

    /** The connection has ended. Called outside the slot. */
    private void end() {
        if (state != State.CLOSED) {
            state = State.CLOSED;
            departure.end();
            service.counters().dropped().increment();
            connection.release();
        }
    }
}
