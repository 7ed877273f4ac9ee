// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.snapshot;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.paddock.protocol.jute.JuteWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Adler32;

/** Collects jute fields in a buffer. Checksums them and writes them in large pieces. */
final class SealedOutput {
    private static final int FLUSH_BYTES = 1 << 18;

    private final OutputStream out;
    private final Adler32 checksum = new Adler32();
    private final ByteBuf buffer = Unpooled.buffer(2 * FLUSH_BYTES);
    private final JuteWriter fields = new JuteWriter(buffer);

    SealedOutput(OutputStream out) {
        this.out = out;
    }

    /** @return where to write fields; they stay in memory until {@link #flush} */
    JuteWriter fields() {
        return fields;
    }

    boolean isFull() {
        return buffer.writerIndex() >= FLUSH_BYTES;
    }

    void flush() throws IOException {
        int count = buffer.readableBytes();
        checksum.update(buffer.array(), buffer.arrayOffset(), count);
        out.write(buffer.array(), buffer.arrayOffset(), count);
        buffer.clear();
    }

    /** Writes the checksum of everything before it, earlier seals included. */
    void seal() throws IOException {
        flush();
        fields.writeLong(checksum.getValue()).writeString(SnapshotFormat.END);
    }
}
