// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.snapshot;

import io.paddock.storage.disk.LogFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A file as a stream, written no faster than told, so that the log on the same disk keeps its share. */
final class PacedFileOutput extends OutputStream {
    private final LogFile file;
    private final long bytesPerSecondMax;
    private final long startNanos = System.nanoTime();
    private long written;

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
        if (bytesPerSecondMax > 0) {
            long dueNanos = (long) ((double) written / bytesPerSecondMax * TimeUnit.SECONDS.toNanos(1));
            LockSupport.parkNanos(dueNanos - (System.nanoTime() - startNanos));
        }
    }

    long written() {
        return written;
    }
}
