// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;

/**
 * Closes one socket without a reset. It sends FIN, reads and drops what the client still sends, and closes
 * when the client's FIN arrives. A socket that is closed with unread bytes resets the connection. The client
 * may then lose replies that it has not read. Confined to the socket's loop.
 */
final class OrderlyClose extends ChannelInboundHandlerAdapter {
    /** If a client sends more than this after the last reply, the socket is closed at once. */
    private static final int DROPPED_BYTES_MAX = 4 << 20;

    private final OrderlyCloses all;
    private final Channel channel;
    private final long sinceNanos;
    private int droppedBytes;

    OrderlyClose(OrderlyCloses all, Channel channel, long nowNanos) {
        this.all = all;
        this.channel = channel;
        this.sinceNanos = nowNanos;
    }

    /** Sends FIN and begins to drop. The handler that served the socket must have been removed. */
    void start() {
        channel.pipeline().addLast(this);
        channel.config().setAutoRead(true);
        ((DuplexChannel) channel).shutdownOutput().addListener(sent -> {
            if (!sent.isSuccess()) {
                channel.close();
            }
        });
    }

    long sinceNanos() {
        return sinceNanos;
    }

    void closeNow() {
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        droppedBytes += bytes.readableBytes();
        bytes.release();
        if (droppedBytes > DROPPED_BYTES_MAX) {
            closeNow();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            closeNow();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        closeNow();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        all.remove(this);
    }
}
