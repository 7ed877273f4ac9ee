// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.client.ConnectRequest;
import io.paddock.protocol.client.CreateRequest;
import io.paddock.protocol.client.SetDataRequest;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.JuteWriter;
import java.util.function.Consumer;

/** The bytes of several requests, one after the other. */
final class Frames {
    private final ByteBuf bytes = Unpooled.buffer();

    Frames connect() {
        return frame(new ConnectRequest(0, 0, 30_000, 0, new byte[16], false)::write);
    }

    Frames create(int xid, String path, int flags) {
        return request(
                xid,
                OpCode.CREATE,
                new CreateRequest(OpCode.CREATE, path, new byte[0], Acl.OPEN, flags, CreateRequest.NO_TTL)::write);
    }

    Frames setData(int xid, String path, int length) {
        return request(xid, OpCode.SET_DATA, new SetDataRequest(path, new byte[length], -1)::write);
    }

    Frames getData(int xid, String path) {
        return request(xid, OpCode.GET_DATA, out -> out.writeString(path).writeBoolean(false));
    }

    Frames exists(int xid, String path) {
        return request(xid, OpCode.EXISTS, out -> out.writeString(path).writeBoolean(false));
    }

    Frames closeSession(int xid) {
        return request(xid, OpCode.CLOSE_SESSION, out -> {});
    }

    Frames request(int xid, OpCode op, Consumer<JuteWriter> body) {
        return frame(out -> {
            out.writeInt(xid).writeInt(op.code());
            body.accept(out);
        });
    }

    /** Appends bytes that are no frame. */
    Frames raw(byte[] more) {
        bytes.writeBytes(more);
        return this;
    }

    private Frames frame(Consumer<JuteWriter> body) {
        int start = bytes.writerIndex();
        bytes.writeInt(0);
        body.accept(new JuteWriter(bytes));
        bytes.setInt(start, bytes.writerIndex() - start - 4);
        return this;
    }

    byte[] bytes() {
        return ByteBufUtil.getBytes(bytes);
    }
}
