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

/** The end of the log as a start finds it. */
public final class LogTail {
    private static final int PIECE_BYTES = 1 << 20;

    private LogTail() {}

    /**
     * Makes durable what the last process wrote without living to sync it. A start replays such records from the system's memory, shows them to
     * clients and logs on behind them in a new file: a power cut that then took them would take what was seen, and leave a gap in front of
     * what was acknowledged since. Only the newest file can hold any, as a file is synced before the next is begun.
     *
     * <p>To sync the file is not enough: should that be why the last process ended, the system takes the bytes that it could not write for
     * written, and keeps them in memory alone. So they are written once more, each over itself, which a power cut in the middle does not harm.
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
                    // Until it is full.
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

    /** By lengths alone: what they say of a torn record is as good as what its checksum would, since it is not served. */
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
