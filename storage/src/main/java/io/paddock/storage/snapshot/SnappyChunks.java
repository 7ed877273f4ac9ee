// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.snapshot;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.xerial.snappy.Snappy;

/**
 * Reads the stream layout of snappy-java's stream classes: a header, then chunks of a length and a raw block.
 * Paddock does not use the library's reader, because that takes memory for any length that a damaged file
 * states.
 */
final class SnappyChunks extends InputStream {
    static final long MAGIC = 0x82534e4150505900L;

    /** Writers use blocks of 32 KB by default. No writer uses blocks as long as this. */
    private static final int BLOCK_BYTES_MAX = 1 << 26;

    private final DataInputStream in;
    private byte[] block = new byte[0];
    private int position;
    private int limit;

    SnappyChunks(InputStream in) throws IOException {
        this.in = new DataInputStream(in);
        if (this.in.readLong() != MAGIC) {
            throw new BadSnapshot("not a snappy stream");
        }
        this.in.readLong(); // Version and compatible version.
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        while (position == limit) {
            if (!nextChunk()) {
                return -1;
            }
        }
        int copied = Math.min(count, limit - position);
        System.arraycopy(block, position, target, offset, copied);
        position += copied;
        return copied;
    }

    private boolean nextChunk() throws IOException {
        int first = in.read();
        if (first < 0) {
            return false;
        }
        int length = first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
        if (length == (int) (MAGIC >>> 32)) { // Several streams may follow each other in one file.
            in.readInt();
            in.readLong();
            return true;
        }
        if (length < 0 || length > BLOCK_BYTES_MAX) {
            throw new BadSnapshot("snappy chunk of " + length + " bytes");
        }
        byte[] compressed = in.readNBytes(length);
        if (compressed.length < length) {
            throw new EOFException("inside a snappy chunk");
        }
        int expanded = Snappy.uncompressedLength(compressed);
        if (expanded < 0 || expanded > BLOCK_BYTES_MAX) {
            throw new BadSnapshot("snappy block that expands to " + expanded + " bytes");
        }
        if (expanded > block.length) {
            block = new byte[expanded];
        }
        position = 0;
        limit = Snappy.uncompress(compressed, 0, length, block, 0);
        return true;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
