// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.log;

import io.paddock.storage.disk.Directory;
import io.paddock.storage.disk.LogFile;
import io.paddock.storage.disk.ZxidName;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The end of the log at a start. */
public final class LogTail {
    private static final int PIECE_BYTES = 1 << 20;

    private LogTail() {}

    /**
     * Makes durable what the last process wrote but did not sync before it ended. A start reads such records
     * from the system's memory and replays them. It shows them to clients, and logs later txns in a new file.
     * A power cut could then remove records that clients have seen, and leave a gap before txns that were
     * acknowledged since. Only the newest file can hold such records, because a file is synced before the
     * next begins.
     *
     * <p>A sync alone is not enough. The last process may have ended because a sync failed. The system then
     * considers the bytes that it could not write as written, and keeps them only in memory. So this method
     * writes the records once more, each over itself. A power cut in the middle of that does no harm.
     *
     * @throws IOException when the disk fails: what was replayed must not be served
     */
    public static void settle(Directory logs) throws IOException {
        List<ZxidName> files = ZxidName.ascending(logs.names(), ZxidName.LOG);
        if (!files.isEmpty()) {
            String name = files.get(files.size() - 1).name();
            try (LogFile newest = logs.open(name)) {
                writeAgain(logs.path().resolve(name), newest);
                newest.sync();
            }
        }
        logs.sync();
    }

    private static void writeAgain(Path path, LogFile file) throws IOException {
        long end = endOfRecords(path);
        ByteBuffer piece = ByteBuffer.allocateDirect((int) Math.min(PIECE_BYTES, Math.max(1, end)));
        try (FileChannel in = FileChannel.open(path, StandardOpenOption.READ)) {
            for (long at = 0; at < end; ) {
                piece.clear().limit((int) Math.min(piece.capacity(), end - at));
                while (piece.hasRemaining() && in.read(piece, at + piece.position()) >= 0) {
                    // Read until the piece is full.
                }
                int read = piece.flip().limit();
                if (read == 0) {
                    throw new EOFException(path + " became shorter while it was read");
                }
                file.write(piece, at);
                at += read;
            }
        }
    }

    /**
     * Finds the end of the records by their lengths alone. A torn record may be counted or not: it makes no
     * difference, because it is not served.
     */
    private static long endOfRecords(Path path) throws IOException {
        long size = Files.size(path);
        long end = Math.min(size, LogFormat.HEADER_BYTES);
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(path), PIECE_BYTES))) {
            in.skipNBytes(end);
            while (size - end > LogFormat.RECORD_PREFIX_BYTES) {
                in.readLong();
                int length = in.readInt();
                long next = end + LogFormat.RECORD_PREFIX_BYTES + length + 1;
                if (length <= 0 || next > size) {
                    return end;
                }
                in.skipNBytes(length + 1L);
                end = next;
            }
        }
        return end;
    }
}
