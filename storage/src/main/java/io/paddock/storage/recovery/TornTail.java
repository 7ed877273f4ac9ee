// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import io.paddock.protocol.Zxid;
import io.paddock.storage.log.TxnLogReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.Adler32;

/**
 * Distinguishes a torn write at the end of the log from a damaged record in its middle.
 *
 * <p>ZooKeeper ends the newest file where a record has no end byte or a length of 0. It does so even if whole
 * records follow, which are then lost without a warning. A power cut too can leave a whole record after a
 * missing one, because the disk writes the blocks of one unsynced group in any order. Then some block in
 * between was never written and reads as zeros. If a whole record follows and no block of zeros is before it,
 * bytes have changed since they were written, and the log is refused.
 */
final class TornTail {
    /** The smallest unit that disks write. */
    private static final int BLOCK_BYTES = 512;

    /** How far to look. One synced group is never longer. */
    private static final int LOOK_BYTES = 4 << 20;

    private static final int PREFIX_BYTES = 12;
    private static final int HEADER_BYTES = 32;
    private static final int ZXID_OFFSET = 12;
    private static final byte END_OF_RECORD = 0x42;

    /** Bytes that look like a record with a zxid this far ahead are taken for a coincidence. */
    private static final int ZXIDS_AHEAD_MAX = 1 << 20;

    private final ByteBuffer bytes;
    private final long start; // offset in the file
    private final long lastZxid;

    private TornTail(ByteBuffer bytes, long start, long lastZxid) {
        this.bytes = bytes;
        this.start = start;
        this.lastZxid = lastZxid;
    }

    /**
     * Looks at the bytes after the end that {@code reader} found in the newest file.
     *
     * @return whether there is anything but zeros
     * @throws RecoveryRefused when whole records follow damage that no torn write explains
     */
    static boolean check(Path file, TxnLogReader reader, long lastZxid) throws IOException {
        if (!reader.endsWithBytes()) {
            return false;
        }
        ByteBuffer bytes;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            bytes = ByteBuffer.allocate((int) Math.min(LOOK_BYTES, channel.size() - reader.offset()));
            int read = 0;
            while (read >= 0 && bytes.hasRemaining()) {
                read = channel.read(bytes, reader.offset() + bytes.position());
            }
        }
        int written = writtenBytes(bytes.flip());
        if (written == 0) {
            return false;
        }
        TornTail tail = new TornTail(bytes.limit(written), reader.offset(), lastZxid);
        int next = tail.findRecord();
        if (next >= 0 && !tail.hasUnwrittenBlock(next)) {
            throw new RecoveryRefused(file + " is damaged at offset " + reader.offset() + " (" + reader.found()
                    + "): behind it, at offset " + (tail.start + next) + ", stands a whole record, 0x"
                    + Zxid.hex(bytes.getLong(next + PREFIX_BYTES + ZXID_OFFSET))
                    + ", which would be lost. To start without it and all after it, cut the file at the first offset");
        }
        return true;
    }

    /** @return where the first whole record after the damaged one begins; -1 without such a record */
    private int findRecord() {
        for (int at = 1; at + PREFIX_BYTES + HEADER_BYTES < bytes.limit(); at++) {
            int length = bytes.getInt(at + 8);
            boolean fits = length >= HEADER_BYTES && length < bytes.limit() - at - PREFIX_BYTES;
            if (fits && isRecord(at, length)) {
                return at;
            }
        }
        return -1;
    }

    private boolean isRecord(int at, int length) {
        long ahead = bytes.getLong(at + PREFIX_BYTES + ZXID_OFFSET) - lastZxid;
        if (ahead < 1 || ahead > ZXIDS_AHEAD_MAX || bytes.get(at + PREFIX_BYTES + length) != END_OF_RECORD) {
            return false;
        }
        Adler32 checksum = new Adler32();
        checksum.update(bytes.array(), at + PREFIX_BYTES, length);
        return checksum.getValue() == bytes.getLong(at);
    }

    /** @return where the zeros of a preallocated file begin; 0 when there is nothing else */
    private static int writtenBytes(ByteBuffer bytes) {
        int end = bytes.limit();
        while (end >= Long.BYTES && bytes.getLong(end - Long.BYTES) == 0) {
            end -= Long.BYTES;
        }
        while (end > 0 && bytes.get(end - 1) == 0) {
            end--;
        }
        return end;
    }

    private boolean hasUnwrittenBlock(int end) {
        int zeros = 0;
        for (int at = 0; at < end; at++) {
            long offset = start + at;
            zeros = bytes.get(at) != 0 ? 0 : offset % BLOCK_BYTES == 0 || zeros > 0 ? zeros + 1 : 0;
            if (zeros == BLOCK_BYTES) {
                return true;
            }
        }
        return false;
    }
}
