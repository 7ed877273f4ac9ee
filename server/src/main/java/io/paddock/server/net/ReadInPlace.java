// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.client.ReplyHeader;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.server.core.PlacedRead;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One small read behind writes of its session, with its reply once the core has answered it. Made on the loop, answered by the core, sent
 * by the loop. Without it a window of mixed requests would go through the disk one write at a time.
 */
final class ReadInPlace implements PlacedRead {
    private static final Logger LOG = LoggerFactory.getLogger(ReadInPlace.class);
    private static final byte[] NO_BODY = {};
    private static final int ERR_AT = 16;
    private static final int BODY_AT = 20;

    private final Service service;
    private final SessionLink link;
    private final int xid;
    private final OpCode op;
    private final byte[] body;
    private byte[] frame;
    private long zxid;

    private ReadInPlace(Service service, SessionLink link, int xid, OpCode op, byte[] body) {
        this.service = service;
        this.link = link;
        this.xid = xid;
        this.op = op;
        this.body = body;
    }

    /**
     * Takes a read off the connection's input. On the loop, inside the slot.
     *
     * @return null unless it is one whose reply is sure to be small now: it waits in the input then
     */
    static ReadInPlace of(Service service, SessionLink link, int xid, OpCode op, JuteReader in) {
        if (op == OpCode.PING) {
            return new ReadInPlace(service, link, ReplyHeader.PING_XID, op, NO_BODY);
        }
        if (op == null || !service.reads().canBeSmall(op)) {
            return null;
        }
        byte[] body = in.readRest();
        boolean small = service.reads().isSmall(op, new JuteReader(Unpooled.wrappedBuffer(body)), service.tree());
        return small ? new ReadInPlace(service, link, xid, op, body) : null;
    }

    @Override
    public void answer() {
        if (link.isCut()) {
            return;
        }
        try {
            zxid = service.tree().lastZxid();
            ByteBuf out = Unpooled.buffer(256)
                    .writeInt(0)
                    .writeInt(xid)
                    .writeLong(zxid)
                    .writeInt(0);
            if (op != OpCode.PING) {
                JuteReader in = new JuteReader(Unpooled.wrappedBuffer(body));
                ErrorCode error = service.reads().answer(op, in, link, service.tree(), new JuteWriter(out));
                if (error != ErrorCode.OK) {
                    out.writerIndex(BODY_AT).setInt(ERR_AT, error.code());
                }
            }
            out.setInt(0, out.readableBytes() - 4);
            frame = ByteBufUtil.getBytes(out);
        } catch (RuntimeException e) {
            LOG.error("answering {} of session 0x{} failed", op, Long.toHexString(link.sessionId()), e);
        }
    }

    /** @return the reply, null if it could not be answered: its connection is to be closed */
    byte[] frame() {
        return frame;
    }

    long zxid() {
        return zxid;
    }
}
