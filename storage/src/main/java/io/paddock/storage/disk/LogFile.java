// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A file that is written from front to back by one thread. */
public interface LogFile extends AutoCloseable {
    /**
     * Writes all of {@code bytes} at {@code offset}. Until {@link #sync} returns, any part of them may be missing or torn after a power cut.
     * After a failure any part of them may have been written.
     */
    void write(ByteBuffer bytes, long offset) throws IOException;

    /**
     * Makes the file {@code bytes} long. Growing fills with zeros and takes no disk blocks, so a later write may still find the disk full.
     * Like a write, this is only certain after {@link #sync}.
     */
    void resize(long bytes) throws IOException;

    /**
     * Returns once everything written so far would survive a power cut, provided the file's name does too ({@link Directory#sync}). A
     * failure loses what was not yet synced for good: a second try that succeeds proves nothing, because the system may have dropped the
     * bytes it could not write.
     */
    void sync() throws IOException;

    /** @return the length in bytes, zeros at the end included */
    long size() throws IOException;

    /** Gives the file back. Says nothing about what is on the disk. */
    @Override
    void close() throws IOException;
}
