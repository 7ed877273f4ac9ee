// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A file that one thread writes from front to back. */
public interface LogFile extends AutoCloseable {
    /**
     * Writes all of {@code bytes} at {@code offset}. Until {@link #sync} returns, a power cut may tear or
     * remove any part of them. After a failure, any part of them may have been written.
     */
    void write(ByteBuffer bytes, long offset) throws IOException;

    /**
     * Makes the file {@code bytes} long. Growing fills with zeros and takes no disk blocks, so a later write
     * may still find the disk full. Like a write, the new length is certain only after {@link #sync}.
     */
    void resize(long bytes) throws IOException;

    /**
     * Returns when everything written before would survive a power cut, provided the file's name does too
     * ({@link Directory#sync}). A failure loses the unsynced bytes permanently. A retry that succeeds proves
     * nothing, because the system may have dropped the bytes that it could not write.
     */
    void sync() throws IOException;

    /** @return the length in bytes, zeros at the end included */
    long size() throws IOException;

    /** Closes the file. This makes nothing durable. */
    @Override
    void close() throws IOException;
}
