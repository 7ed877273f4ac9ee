// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32;

/**
 * A fingerprint that distinguishes a log or snapshot file from another file of the same name. It costs
 * reading a few KiB. If two servers begin alike, the times in their first records differ. Bytes that are
 * appended or cut off change the end or the length.
 *
 * @param bytes length of the file
 * @param checksum CRC-32 of its first and last few KiB
 */
record FilePrint(long bytes, long checksum) {
    private static final int END_BYTES = 1 << 12;

    static FilePrint of(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long bytes = channel.size();
            CRC32 checksum = new CRC32();
            int end = (int) Math.min(END_BYTES, bytes);
            update(checksum, channel, 0, end);
            update(checksum, channel, bytes - end, end);
            return new FilePrint(bytes, checksum.getValue());
        }
    }

    private static void update(CRC32 checksum, FileChannel channel, long offset, int count) throws IOException {
        ByteBuffer part = ByteBuffer.allocate(count);
        while (part.hasRemaining()) {
            if (channel.read(part, offset + part.position()) < 0) {
                throw new EOFException("the file became shorter while it was read");
            }
        }
        checksum.update(part.flip());
    }
}
