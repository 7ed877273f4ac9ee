// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.jute;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reads jute primitives from one frame. Every method throws {@link MalformedFrame} if the bytes end early or
 * a length is out of range. The reader does not check for bytes after the last field: the protocol ignores
 * them.
 */
public final class JuteReader {
    private final int fieldBytesMax;
    private ByteBuf frame;
    private int end;

    /**
     * A reader over all readable bytes of {@code frame}.
     *
     * @param fieldBytesMax the longest accepted string or buffer, in bytes
     */
    public JuteReader(ByteBuf frame, int fieldBytesMax) {
        this(fieldBytesMax);
        over(frame, frame.readableBytes());
    }

    /** A reader for frames whose own length is the only limit. */
    public JuteReader(ByteBuf frame) {
        this(frame, Integer.MAX_VALUE);
    }

    /** A reader that {@link #over} points at one frame after another. */
    public JuteReader(int fieldBytesMax) {
        this.fieldBytesMax = fieldBytesMax;
    }

    /** Points this reader at the next {@code bytes} of {@code buffer}. They must have arrived. */
    public JuteReader over(ByteBuf buffer, int bytes) {
        frame = buffer;
        end = buffer.readerIndex() + bytes;
        return this;
    }

    /** @return bytes not yet read */
    public int remaining() {
        return end - frame.readerIndex();
    }

    /** @return the int {@code offset} bytes ahead, which stays unread */
    public int peekInt(int offset) {
        need(offset + 4);
        return frame.getInt(frame.readerIndex() + offset);
    }

    /** Leaves the rest of the frame unread. */
    public void skipRest() {
        frame.readerIndex(end);
    }

    public int readInt() {
        need(4);
        return frame.readInt();
    }

    public long readLong() {
        need(8);
        return frame.readLong();
    }

    /** @return true for any byte but 0 */
    public boolean readBoolean() {
        need(1);
        return frame.readByte() != 0;
    }

    /** @return the string, null for length -1; malformed UTF-8 becomes U+FFFD */
    public String readString() {
        int length = readLength();
        return length < 0
                ? null
                : frame.readCharSequence(length, StandardCharsets.UTF_8).toString();
    }

    /** @return the bytes, null for length -1 */
    public byte[] readBuffer() {
        int length = readLength();
        if (length < 0) {
            return null;
        }
        byte[] bytes = new byte[length];
        frame.readBytes(bytes);
        return bytes;
    }

    /** @return the bytes up to the end of the frame */
    public byte[] readRest() {
        byte[] bytes = new byte[remaining()];
        frame.readBytes(bytes);
        return bytes;
    }

    /** @return the bytes up to the end of the frame, which stay unread */
    public byte[] copyRest() {
        byte[] bytes = new byte[remaining()];
        frame.getBytes(frame.readerIndex(), bytes);
        return bytes;
    }

    /** @return the strings, null for count -1; other negative counts read as empty */
    public List<String> readStrings() {
        return readVector(4, JuteReader::readString);
    }

    /** @return the ACL list, null for count -1; other negative counts read as empty */
    public List<Acl> readAcls() {
        return readVector(12, Acl::read);
    }

    /**
     * Reads a vector.
     *
     * @param elementBytesMin the fewest bytes that one element takes. With it, a false count is refused
     *   before memory is taken
     */
    public <T> List<T> readVector(int elementBytesMin, Function<JuteReader, T> element) {
        int count = readInt();
        if (count == -1) {
            return null;
        }
        if (count > remaining() / elementBytesMin) {
            throw new MalformedFrame("vector of " + count + " elements where " + remaining() + " bytes are left");
        }
        List<T> list = new ArrayList<>(Math.max(count, 0));
        for (int i = 0; i < count; i++) {
            list.add(element.apply(this));
        }
        return list;
    }

    private int readLength() {
        int length = readInt();
        if (length > remaining() || length < -1 || length > fieldBytesMax) {
            throw new MalformedFrame(
                    "length " + length + " where " + remaining() + " bytes are left and " + fieldBytesMax + " allowed");
        }
        return length;
    }

    private void need(int bytes) {
        if (remaining() < bytes) {
            throw new MalformedFrame("needs " + bytes + " bytes where " + remaining() + " are left");
        }
    }
}
