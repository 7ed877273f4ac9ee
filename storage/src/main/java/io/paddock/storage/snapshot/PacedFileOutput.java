// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.snapshot;

import io.paddock.storage.disk.LogFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A file as a stream, written no faster than a limit. It syncs small pieces and rests after each, so that a
 * log on the same disk keeps its share. A disk handles its requests in its own order, and file systems may
 * make one file's sync wait for the writes of others. 200 MB in pieces of 4 MiB made every thousandth sync of
 * a log beside it wait for 22 ms. In these pieces it waits for 1 ms, and the 200 MB take 0.7 s instead of
 * 0.2.
 */
final class PacedFileOutput extends OutputStream {
    private static final int UNSYNCED_BYTES_MAX = 256 << 10;

    private final LogFile file;
    private final long bytesPerSecondMax;
    private final long startNanos = System.nanoTime();
    private long written;
    private long synced;

    /** @param bytesPerSecondMax 0 for no limit */
    PacedFileOutput(LogFile file, long bytesPerSecondMax) {
        this.file = file;
        this.bytesPerSecondMax = bytesPerSecondMax;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        file.write(ByteBuffer.wrap(bytes, offset, count), written);
        written += count;
        if (written - synced >= UNSYNCED_BYTES_MAX) {
            syncAndRest();
        }
        if (bytesPerSecondMax > 0) {
            long dueNanos = (long) ((double) written / bytesPerSecondMax * TimeUnit.SECONDS.toNanos(1));
            LockSupport.parkNanos(dueNanos - (System.nanoTime() - startNanos));
        }
    }

    private void syncAndRest() throws IOException {
        long beganNanos = System.nanoTime();
        file.sync();
        synced = written;
        LockSupport.parkNanos(System.nanoTime() - beganNanos); // Leave half of the disk's time to others.
    }

    long written() {
        return written;
    }
}
