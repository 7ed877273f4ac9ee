// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.ScheduledFuture;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.MalformedFrame;
import io.paddock.protocol.quorum.InitialMessage;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Waits until a peer that connected to the election port has identified itself. The time limit holds however
 * many pieces the message arrives in.
 */
final class ElectionHandshake extends ByteToMessageDecoder {
    private final ElectionPort port;
    private ScheduledFuture<?> deadline;

    ElectionHandshake(ElectionPort port) {
        this.port = port;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        int millis = port.options().handshakeTimeoutMillis();
        deadline = ctx.executor()
                .schedule(
                        () -> port.refuse(ctx.channel(), "did not identify itself within " + millis + " ms"),
                        millis,
                        TimeUnit.MILLISECONDS);
        port.arrived(ctx.channel());
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        InitialMessage message;
        try {
            if (!ctx.channel().isActive() || !InitialMessage.isComplete(in)) {
                return;
            }
            message = InitialMessage.read(new JuteReader(in));
        } catch (MalformedFrame e) {
            in.skipBytes(in.readableBytes());
            port.refuse(ctx.channel(), e.getMessage());
            return;
        }
        deadline.cancel(false);
        port.log()
                .info(() -> "Received connection request from " + ctx.channel().remoteAddress());
        port.introduced(ctx.channel(), message);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        port.left(ctx.channel());
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        port.refuse(ctx.channel(), PeerFailure.textOf(cause));
    }
}
