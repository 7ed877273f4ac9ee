// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.snapshot;

import io.paddock.storage.disk.LogFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A file as a stream, written no faster than told and synced every now and then, so that the log on the same disk keeps its share: journaling
 * file systems may make one file's sync wait for all that others have written and not synced.
 */
final class PacedFileOutput extends OutputStream {
    private static final int UNSYNCED_BYTES_MAX = 4 << 20;

    private final LogFile file;
    private final long bytesPerSecondMax;
    private final long startNanos = System.nanoTime();
    private long written;
    private long synced;

    /** @param bytesPerSecondMax 0: as fast as it goes */
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
            file.sync();
            synced = written;
        }
        if (bytesPerSecondMax > 0) {
            long dueNanos = (long) ((double) written / bytesPerSecondMax * TimeUnit.SECONDS.toNanos(1));
            LockSupport.parkNanos(dueNanos - (System.nanoTime() - startNanos));
        }
    }

    long written() {
        return written;
    }
}
