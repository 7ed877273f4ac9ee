// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.snapshot;

import java.io.EOFException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Decodes jute fields and seals from the pieces of a {@link ReadAhead}. Takes memory only for bytes that have
 * arrived. One thread.
 */
final class SealedInput {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int ADLER_BASE = 65521;

    /** No request may be as long as this. A damaged length must not cost more memory. */
    private static final int FIELD_BYTES_MAX = 1 << 26;

    private final ReadAhead source;
    private byte[] bytes = new byte[0];
    private int position;
    private int end;
    private int pieceStart; // checksumBefore covers the stream up to here.
    private long checksumBefore = 1;
    private boolean last;
    private Throwable failure;

    SealedInput(ReadAhead source) {
        this.source = source;
    }

    int readInt() throws IOException {
        need(4);
        int value = (int) INT.get(bytes, position);
        position += 4;
        return value;
    }

    long readLong() throws IOException {
        need(8);
        long value = (long) LONG.get(bytes, position);
        position += 8;
        return value;
    }

    /** @return null for length -1 */
    byte[] readBuffer() throws IOException {
        int length = readLength();
        if (length < 0) {
            return null;
        }
        byte[] value = Arrays.copyOfRange(bytes, position, position + length);
        position += length;
        return value;
    }

    /** @return null for length -1 */
    String readString() throws IOException {
        int length = readLength();
        if (length < 0) {
            return null;
        }
        String value = new String(bytes, position, length, StandardCharsets.UTF_8);
        position += length;
        return value;
    }

    private int readLength() throws IOException {
        int length = lengthAhead(0);
        position += 4;
        if (length > 0) {
            need(length);
        }
        return length;
    }

    /**
     * @return the length of the field that begins {@code offset} bytes ahead, -1 for null; the bytes stay
     *   unread
     */
    int lengthAhead(int offset) throws IOException {
        need(offset + 4);
        int length = (int) INT.get(bytes, position + offset);
        if (length < -1 || length > FIELD_BYTES_MAX) {
            throw new BadSnapshot("Unreasonable length = " + length);
        }
        return length;
    }

    /**
     * Passes over bytes that {@link #need} has made available.
     *
     * @return where they are in {@link #bytes}, until the next call of {@link #need}
     */
    int skip(int count) {
        int start = position;
        position += count;
        return start;
    }

    /** @return the array that {@link #position} points into, until the next call of {@link #need} */
    byte[] bytes() {
        return bytes;
    }

    int position() {
        return position;
    }

    /** Makes {@code count} bytes available in one piece from the position on. */
    void need(int count) throws IOException {
        while (end - position < count) {
            nextPiece(count);
        }
    }

    private void nextPiece(int count) throws IOException {
        if (last) {
            EOFException eof = new EOFException("snapshot ends where " + count + " more bytes should be");
            if (failure != null) {
                eof.initCause(failure);
            }
            throw eof;
        }
        ReadAhead.Piece piece = source.next();
        if (end - position <= ReadAhead.HEADROOM_BYTES) {
            moveLeftBefore(piece);
        } else {
            appendToLeft(piece);
        }
        checksumBefore = piece.checksumBefore();
        last = piece.isLast();
        failure = piece.failure();
    }

    private void moveLeftBefore(ReadAhead.Piece piece) {
        int left = end - position;
        int start = ReadAhead.HEADROOM_BYTES;
        System.arraycopy(bytes, position, piece.bytes(), start - left, left);
        source.recycle(bytes);
        bytes = piece.bytes();
        position = start - left;
        pieceStart = start;
        end = piece.end();
    }

    /** Appends a piece, for a field that extends over several pieces. */
    private void appendToLeft(ReadAhead.Piece piece) {
        int left = end - position;
        int added = piece.end() - ReadAhead.HEADROOM_BYTES;
        if (bytes.length - end < added) {
            bytes = Arrays.copyOfRange(bytes, position, position + Math.max(2 * left, left + added));
            position = 0;
            end = left;
        }
        System.arraycopy(piece.bytes(), ReadAhead.HEADROOM_BYTES, bytes, end, added);
        source.recycle(piece.bytes());
        pieceStart = end;
        end += added;
    }

    /**
     * Reads a seal.
     *
     * @throws BadSnapshot when its checksum is not that of everything before it
     */
    void checkSeal() throws IOException {
        long expected = checksumHere();
        if (readLong() != expected) {
            throw new BadSnapshot("CRC corruption");
        }
        readString();
    }

    /**
     * Continues the piece's checksum byte by byte, because the JDK's cannot be started from a value. The
     * position is never before the piece: a piece is fetched only for a field that reaches into it.
     */
    private long checksumHere() {
        long a = checksumBefore & 0xffff;
        long b = checksumBefore >>> 16;
        for (int i = pieceStart; i < position; i++) {
            a += bytes[i] & 0xff;
            b += a;
            if ((i & 0xfff) == 0) { // Reduce long before the sums could overflow.
                a %= ADLER_BASE;
                b %= ADLER_BASE;
            }
        }
        return (b % ADLER_BASE) << 16 | a % ADLER_BASE;
    }

    /**
     * Reads to the end of the stream, at most a few more bytes.
     *
     * @return how many bytes are left, at most {@code max}
     */
    int remainingUpTo(int max) throws IOException {
        long checksum = checksumHere();
        while (!last && end - position <= max) {
            nextPiece(max);
        }
        // The remaining bytes may have moved before the last piece.
        checksumBefore = checksum;
        pieceStart = position;
        return Math.min(end - position, max);
    }
}
