// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes one request frame field by field: big-endian integers, strings and buffers after their length. */
final class FrameBuilder {
    private static final int LENGTH_BYTES = 4;
    private static final int PERMS_ALL = 31;

    private final ByteBuf bytes = Unpooled.buffer(64);
    private final List<FrameTemplate.Number> numbers = new ArrayList<>();

    private FrameBuilder() {
        bytes.writeInt(0); // Placeholder for the length, which is known at the end.
    }

    /** Returns a frame without a request header. Only the first frame of a connection is one. */
    static FrameBuilder headless() {
        return new FrameBuilder();
    }

    static FrameBuilder request(int xid, int opcode) {
        return new FrameBuilder().int32(xid).int32(opcode);
    }

    FrameBuilder int32(int value) {
        bytes.writeInt(value);
        return this;
    }

    FrameBuilder int64(long value) {
        bytes.writeLong(value);
        return this;
    }

    FrameBuilder bool(boolean value) {
        bytes.writeByte(value ? 1 : 0);
        return this;
    }

    FrameBuilder buffer(byte[] value) {
        bytes.writeInt(value.length).writeBytes(value);
        return this;
    }

    FrameBuilder string(String value) {
        return buffer(value.getBytes(StandardCharsets.UTF_8));
    }

    FrameBuilder path(PathPattern path) {
        return path(path, 0);
    }

    /** Writes a path whose numbers are {@code addend} above those of the frame. */
    FrameBuilder path(PathPattern path, int addend) {
        int start = bytes.writerIndex() + LENGTH_BYTES;
        string(path.text());
        path.numbers()
                .forEach(place -> numbers.add(
                        new FrameTemplate.Number(start + place.offset(), place.digits(), place.divisor(), addend)));
        return this;
    }

    /** Writes the access control list that allows every client everything. */
    FrameBuilder openAcl() {
        return int32(1).int32(PERMS_ALL).string("world").string("anyone");
    }

    /** Writes the header before each operation of a multi; with type -1 and done, the end of the list. */
    FrameBuilder multiHeader(int type, boolean done) {
        return int32(type).bool(done).int32(-1);
    }

    FrameTemplate template() {
        bytes.setInt(0, bytes.writerIndex() - LENGTH_BYTES);
        return new FrameTemplate(ByteBufUtil.getBytes(bytes), numbers.toArray(FrameTemplate.Number[]::new));
    }
}
