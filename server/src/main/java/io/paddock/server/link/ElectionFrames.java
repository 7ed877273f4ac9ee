// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.MalformedFrame;
import io.paddock.protocol.quorum.Notification;
import java.util.List;

/**
 * Cuts the bytes of a known peer into notifications. A malformed notification is skipped. An impossible
 * length ends the connection.
 */
final class ElectionFrames extends ByteToMessageDecoder {
    private static final int LENGTH_BYTES = 4;

    private final ElectionPort port;
    private final ElectionPeer peer;

    ElectionFrames(ElectionPort port, ElectionPeer peer) {
        this.port = port;
        this.peer = peer;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (!ctx.channel().isActive()) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (in.readableBytes() < LENGTH_BYTES) {
            return;
        }
        int length = in.getInt(in.readerIndex());
        if (length < 1 || length > Notification.BYTES_MAX) {
            in.skipBytes(in.readableBytes());
            port.refuse(
                    ctx.channel(),
                    "message of " + length + " bytes where 1 to " + Notification.BYTES_MAX + " are allowed");
        } else if (in.readableBytes() >= LENGTH_BYTES + length) {
            received(in.skipBytes(LENGTH_BYTES).readSlice(length));
        }
    }

    private void received(ByteBuf frame) {
        Notification notification;
        try {
            notification = Notification.read(new JuteReader(frame, Notification.BYTES_MAX));
        } catch (MalformedFrame e) {
            port.log().warn("Skipping a notification of server " + peer.sid() + ": " + e.getMessage());
            return;
        }
        port.received(peer, notification);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        super.channelInactive(ctx);
        peer.unlinked(ctx.channel());
        port.forgetStranger(peer);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        port.refuse(ctx.channel(), PeerFailure.textOf(cause));
    }
}
