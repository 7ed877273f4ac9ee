// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.quorum;

import io.netty.buffer.ByteBuf;
import io.paddock.protocol.Payload;
import io.paddock.protocol.jute.Id;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.protocol.jute.MalformedFrame;
import java.util.List;

/**
 * One packet of the quorum port. The stream has no length prefixes: {@link #isComplete} says when a whole
 * packet has arrived.
 *
 * @param type a {@link PacketType} code; unknown codes are kept
 * @param zxid its meaning depends on the type
 * @param data null and empty differ
 * @param authinfo null except in forwarded requests
 */
public record QuorumPacket(int type, long zxid, Payload data, List<Id> authinfo) {
    private static final int HEAD_BYTES = 12;

    /** A packet without identities. */
    public static QuorumPacket of(PacketType type, long zxid, Payload data) {
        return new QuorumPacket(type.code(), zxid, data, null);
    }

    /** @return the type, or null when this release knows no such number */
    public PacketType kind() {
        return PacketType.of(type);
    }

    /**
     * Returns whether the readable bytes begin with a whole packet. Reads nothing.
     *
     * @param fieldBytesMax the longest accepted field, in bytes: jute.maxbuffer plus its extra size
     * @throws MalformedFrame when a length in the part that has arrived is out of range
     */
    public static boolean isComplete(ByteBuf in, int fieldBytesMax) {
        int start = in.readerIndex();
        int end = field(in, start + HEAD_BYTES, fieldBytesMax);
        if (end < 0 || end + 4 > in.writerIndex()) {
            return false;
        }
        int ids = in.getInt(end);
        end += 4;
        if (ids > fieldBytesMax / 8) {
            throw new MalformedFrame(ids + " identities where " + fieldBytesMax / 8 + " are allowed");
        }
        for (int field = 0; field < 2 * ids && end >= 0; field++) {
            end = field(in, end, fieldBytesMax);
        }
        return end >= 0;
    }

    // Returns the index after the field that begins at an index, or -1 when the field has not arrived whole.
    private static int field(ByteBuf in, int at, int fieldBytesMax) {
        if (at + 4 > in.writerIndex()) {
            return -1;
        }
        int length = in.getInt(at);
        if (length < -1 || length > fieldBytesMax) {
            throw new MalformedFrame("field of " + length + " bytes where " + fieldBytesMax + " are allowed");
        }
        int end = at + 4 + Math.max(length, 0);
        return end > in.writerIndex() ? -1 : end;
    }

    public static QuorumPacket read(JuteReader in) {
        int type = in.readInt();
        long zxid = in.readLong();
        byte[] data = in.readBuffer();
        return new QuorumPacket(type, zxid, data == null ? null : new Payload(data), in.readVector(8, Id::read));
    }

    public void write(JuteWriter out) {
        out.writeInt(type).writeLong(zxid).writeBuffer(data == null ? null : data.bytes());
        out.writeInt(authinfo == null ? -1 : authinfo.size());
        if (authinfo != null) {
            authinfo.forEach(id -> id.write(out));
        }
    }
}
