// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.MalformedFrame;
import io.paddock.protocol.quorum.PacketType;
import io.paddock.protocol.quorum.QuorumPacket;
import io.paddock.storage.snapshot.BadSnapshot;
import io.paddock.storage.snapshot.SnapshotStreamReader;
import java.util.List;

/**
 * Cuts the bytes of a quorum connection into packets. A learner's side also reads the tree that follows a
 * SNAP packet.
 */
final class QuorumFrames extends ByteToMessageDecoder {
    /** A learner's first packet is not longer. */
    static final int INTRODUCTION_BYTES_MAX = 256;

    private static final WriteBufferWaterMark WATER_MARKS = new WriteBufferWaterMark(1 << 18, 1 << 20);

    private final QuorumOptions options;
    private final boolean learner;
    private final QuorumLink link;
    private int fieldBytesMax;
    private SnapshotStreamReader snapshot;
    private long snapshotZxid;

    /**
     * Decodes the bytes of one connection.
     *
     * @param link gets the packets
     * @param options how the connection works
     * @param learner whether this is the learner's side, which dialled the connection
     */
    QuorumFrames(QuorumLink link, QuorumOptions options, boolean learner) {
        this.link = link;
        this.options = options;
        this.learner = learner;
        this.fieldBytesMax = learner ? options.fieldBytesMax() : INTRODUCTION_BYTES_MAX;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.channel().config().setWriteBufferWaterMark(WATER_MARKS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) throws Exception {
        link.deadline().touch();
        try {
            super.channelRead(ctx, bytes);
        } finally {
            link.listener().receivedAll(link);
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws BadSnapshot {
        if (!ctx.channel().isActive()) {
            in.skipBytes(in.readableBytes());
        } else if (snapshot != null) {
            decodeSnapshot(in);
        } else if (QuorumPacket.isComplete(in, fieldBytesMax)) {
            QuorumPacket packet = QuorumPacket.read(new JuteReader(in, fieldBytesMax));
            fieldBytesMax = options.fieldBytesMax();
            if (packet.kind() == PacketType.SNAP && learner) {
                snapshot = new SnapshotStreamReader(options.digestEnabled(), fieldBytesMax);
                snapshotZxid = packet.zxid();
            }
            link.listener().received(link, packet);
        } else if (in.readableBytes() > 2L * fieldBytesMax + INTRODUCTION_BYTES_MAX) {
            throw new MalformedFrame("packet of more than " + in.readableBytes() + " bytes");
        }
    }

    private void decodeSnapshot(ByteBuf in) throws BadSnapshot {
        if (snapshot.read(in)) {
            SnapshotStreamReader complete = snapshot;
            snapshot = null;
            link.listener().receivedSnapshot(link, snapshotZxid, complete.tree(snapshotZxid));
        } else {
            link.listener().heard(link);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            link.pump();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        super.channelInactive(ctx);
        link.ended();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Throwable inner = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        link.close(PeerFailure.textOf(inner));
    }
}
