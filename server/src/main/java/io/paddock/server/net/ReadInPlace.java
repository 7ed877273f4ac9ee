// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.client.ReplyHeader;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.server.core.OrderedRead;
import io.paddock.server.ops.SmallRead;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One small read that follows writes of its session, with its reply after the core thread has answered it.
 * The loop makes it, the core thread answers it, and the loop sends the reply. Without it, each read in a
 * window of mixed requests would wait for the disk.
 */
final class ReadInPlace implements OrderedRead {
    private static final Logger LOG = LoggerFactory.getLogger(ReadInPlace.class);
    private static final int ERR_AT = 16;
    private static final int BODY_AT = 20;
    /** Enough for the header, a stat and a hundred bytes of data. */
    private static final int FRAME_BYTES = 256;

    private final Service service;
    private final ClientSide link;
    private final int xid;
    private final SmallRead read; // null for a ping
    private ByteBuf frame;
    private long zxid;

    private ReadInPlace(Service service, ClientSide link, int xid, SmallRead read) {
        this.service = service;
        this.link = link;
        this.xid = xid;
        this.read = read;
    }

    /**
     * Takes a read from the connection's input. On the loop, inside the slot.
     *
     * @return the read if its reply is certain to be small now; otherwise null, and the request waits in the
     *     input
     */
    static ReadInPlace of(Service service, ClientSide link, int xid, OpCode op, JuteReader in) {
        if (op == OpCode.PING) {
            return new ReadInPlace(service, link, ReplyHeader.PING_XID, null);
        }
        SmallRead read = op == null ? null : service.reads().decodeSmall(op, in, service.tree());
        return read == null ? null : new ReadInPlace(service, link, xid, read);
    }

    @Override
    public void answer() {
        if (link.isCut()) {
            return;
        }
        try {
            zxid = service.tree().lastZxid();
            ByteBuf out = Unpooled.buffer(FRAME_BYTES)
                    .writeInt(0)
                    .writeInt(xid)
                    .writeLong(zxid)
                    .writeInt(0);
            if (read != null) {
                ErrorCode error = read.answer(link, service.tree(), new JuteWriter(out));
                if (error != ErrorCode.OK) {
                    out.writerIndex(BODY_AT).setInt(ERR_AT, error.code());
                }
            }
            out.setInt(0, out.readableBytes() - 4);
            frame = out;
        } catch (RuntimeException e) {
            LOG.error("answering xid {} of session 0x{} failed", xid, Long.toHexString(link.sessionId()), e);
        }
    }

    /** @return the reply, or null if answering failed: the connection must then be closed */
    ByteBuf frame() {
        return frame;
    }

    long zxid() {
        return zxid;
    }
}
