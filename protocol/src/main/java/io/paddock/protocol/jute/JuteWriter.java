// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.jute;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.List;

/** Writes jute primitives at the end of a buffer. */
public final class JuteWriter {
    private final ByteBuf out;

    public JuteWriter(ByteBuf out) {
        this.out = out;
    }

    /** @return the buffer written to */
    public ByteBuf buffer() {
        return out;
    }

    public JuteWriter writeInt(int value) {
        out.writeInt(value);
        return this;
    }

    public JuteWriter writeLong(long value) {
        out.writeLong(value);
        return this;
    }

    public JuteWriter writeBoolean(boolean value) {
        out.writeByte(value ? 1 : 0);
        return this;
    }

    /**
     * Null is written as length -1. Each surrogate is written as three bytes (CESU-8), as stock clients
     * expect.
     */
    public JuteWriter writeString(String value) {
        if (value == null) {
            out.writeInt(-1);
            return this;
        }
        int lengthAt = out.writerIndex();
        out.writeInt(0);
        int written = hasSurrogates(value) ? writeCesu8(value) : ByteBufUtil.writeUtf8(out, value);
        out.setInt(lengthAt, written);
        return this;
    }

    /** Null is written as length -1. */
    public JuteWriter writeBuffer(byte[] value) {
        if (value == null) {
            out.writeInt(-1);
        } else {
            out.writeInt(value.length).writeBytes(value);
        }
        return this;
    }

    /** Null is written as count -1. */
    public JuteWriter writeStrings(List<String> values) {
        if (values == null) {
            out.writeInt(-1);
            return this;
        }
        out.writeInt(values.size());
        for (String value : values) {
            writeString(value);
        }
        return this;
    }

    /** Null is written as count -1. */
    public JuteWriter writeAcls(List<Acl> values) {
        if (values == null) {
            out.writeInt(-1);
            return this;
        }
        out.writeInt(values.size());
        for (Acl value : values) {
            value.write(this);
        }
        return this;
    }

    private static boolean hasSurrogates(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (Character.isSurrogate(value.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private int writeCesu8(String value) {
        int start = out.writerIndex();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < 0x80) {
                out.writeByte(c);
            } else if (c < 0x800) {
                out.writeByte(0xc0 | c >> 6).writeByte(0x80 | c & 0x3f);
            } else {
                out.writeByte(0xe0 | c >> 12).writeByte(0x80 | c >> 6 & 0x3f).writeByte(0x80 | c & 0x3f);
            }
        }
        return out.writerIndex() - start;
    }
}
