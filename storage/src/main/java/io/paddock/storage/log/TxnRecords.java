// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.log;

import io.netty.buffer.ByteBuf;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.protocol.txn.LoggedTxn;
import java.util.zip.Adler32;

/** Turns a txn into the bytes of a log record. */
public final class TxnRecords {
    private TxnRecords() {}

    /** Appends the whole record to {@code out}: checksum, length, payload, end byte. */
    public static void frame(LoggedTxn txn, ByteBuf out) {
        int start = out.writerIndex();
        out.writeZero(LogFormat.RECORD_PREFIX_BYTES);
        int payload = out.writerIndex();
        txn.write(new JuteWriter(out));
        int length = out.writerIndex() - payload;
        out.setLong(start, checksum(out, payload, length));
        out.setInt(start + 8, length);
        out.writeByte(LogFormat.END_OF_RECORD);
    }

    /** @return the bytes of the payload in {@code record}, a whole record as {@link #frame} wrote it; shares its memory */
    public static ByteBuf payload(ByteBuf record) {
        int length = record.getInt(record.readerIndex() + 8);
        return record.slice(record.readerIndex() + LogFormat.RECORD_PREFIX_BYTES, length);
    }

    /** Reads back what {@link #frame} wrote. @throws io.paddock.protocol.jute.MalformedFrame when the payload is too short for its type */
    public static LoggedTxn read(ByteBuf record) {
        return LoggedTxn.read(new JuteReader(payload(record)));
    }

    static long checksum(ByteBuf bytes, int offset, int length) {
        Adler32 adler = new Adler32();
        if (bytes.hasArray()) {
            adler.update(bytes.array(), bytes.arrayOffset() + offset, length);
        } else {
            adler.update(bytes.nioBuffer(offset, length));
        }
        return adler.getValue();
    }
}
