// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.log;

import io.netty.buffer.ByteBuf;
import io.paddock.protocol.Zxid;
import io.paddock.storage.disk.Directory;
import io.paddock.storage.disk.LogFile;
import io.paddock.storage.disk.ZxidName;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The one log file that is being written: where its bytes end, and up to where they are synced. */
final class TxnLogSegment {
    /**
     * A growing file keeps at least this much room, so that a sync rarely has to write a new file length too.
     */
    private static final int ROOM_BYTES = 4096;

    private static final int PROBE_BYTES = 1 << 20;

    private final Directory directory;
    private final String name;
    private final long preallocateBytes;
    private LogFile file; // null until created
    private long written;
    private long synced;
    private long length;

    private TxnLogSegment(Directory directory, String name, long preallocateBytes) {
        this.directory = directory;
        this.name = name;
        this.preallocateBytes = preallocateBytes;
    }

    /**
     * Creates {@code log.ZXID}. The file gets its name only after its header is durable, because any reader
     * refuses to start on a torn header.
     */
    static TxnLogSegment create(Directory directory, long firstZxid, long preallocateBytes) throws IOException {
        TxnLogSegment segment =
                new TxnLogSegment(directory, ZxidName.LOG + "." + Zxid.hex(firstZxid), preallocateBytes);
        try {
            segment.open();
            return segment;
        } catch (IOException e) {
            segment.discardQuietly(e);
            throw e;
        }
    }

    private void open() throws IOException {
        String temporary = ZxidName.TEMPORARY_PREFIX + name;
        file = directory.create(temporary);
        ByteBuffer header = ByteBuffer.allocate(LogFormat.HEADER_BYTES);
        header.putInt(LogFormat.MAGIC).putInt(LogFormat.VERSION).putLong(0).flip();
        file.write(header, 0);
        file.sync();
        directory.rename(temporary, name);
        directory.sync();
        written = LogFormat.HEADER_BYTES;
        synced = written;
        length = written;
    }

    /** Writes and empties {@code bytes}. */
    void write(ByteBuf bytes) throws IOException {
        int count = bytes.readableBytes();
        if (count == 0) {
            return;
        }
        grow(written + count);
        file.write(bytes.nioBuffer(), written);
        written += count;
        length = Math.max(length, written);
        bytes.clear();
    }

    private void grow(long needed) throws IOException {
        if (preallocateBytes <= 0 || needed + ROOM_BYTES < length) {
            return;
        }
        long target;
        if (length == LogFormat.HEADER_BYTES) {
            // ZooKeeper's first file has exactly this length.
            target = Math.max(length + preallocateBytes, needed);
        } else if (needed > length) {
            target = (needed + preallocateBytes) / preallocateBytes * preallocateBytes;
        } else {
            target = length + preallocateBytes;
        }
        file.resize(target);
        length = target;
    }

    void sync() throws IOException {
        file.sync();
        synced = written;
    }

    /** @return the file's length, padding included */
    long bytes() {
        return length;
    }

    void close() throws IOException {
        file.close();
    }

    /**
     * Closes the file and cuts off everything that was not synced. If no record was synced, it removes the
     * file.
     */
    void cutBack() throws IOException {
        closeQuietly();
        if (synced == LogFormat.HEADER_BYTES) {
            if (directory.names().contains(name)) {
                directory.delete(name);
            }
        } else {
            try (LogFile reopened = directory.open(name)) {
                reopened.resize(synced);
                reopened.sync();
            }
        }
        directory.sync();
    }

    /** Tries what the next record will need: it creates a new file, writes to it and syncs it. */
    static void probe(Directory directory) throws IOException {
        String name = ZxidName.TEMPORARY_PREFIX + "log.probe";
        try (LogFile probe = directory.create(name)) {
            probe.write(ByteBuffer.allocate(PROBE_BYTES), 0);
            probe.sync();
        } finally {
            if (directory.names().contains(name)) {
                directory.delete(name);
            }
        }
        directory.sync();
    }

    /**
     * Removes a file whose creation failed, under either name. It holds no record, and no reader may find it.
     */
    private void discardQuietly(IOException cause) {
        closeQuietly();
        try {
            for (String each : directory.names()) {
                if (each.equals(name) || each.equals(ZxidName.TEMPORARY_PREFIX + name)) {
                    directory.delete(each);
                }
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private void closeQuietly() {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                // Only synced bytes count. A failure to close the file changes nothing about them.
            }
        }
    }
}
