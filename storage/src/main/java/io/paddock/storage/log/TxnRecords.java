// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.log;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.paddock.protocol.Payload;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.protocol.txn.LoggedTxn;
import java.util.Arrays;
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

    /** Appends the whole record of an encoded txn to {@code out}, which grows by {@link #recordBytes}. */
    public static void frame(Payload payload, ByteBuf out) {
        Adler32 adler = new Adler32();
        adler.update(payload.bytes());
        out.writeLong(adler.getValue())
                .writeInt(payload.length())
                .writeBytes(payload.bytes())
                .writeByte(LogFormat.END_OF_RECORD);
    }

    /** @return how many bytes the record of a payload takes */
    public static int recordBytes(Payload payload) {
        return LogFormat.RECORD_PREFIX_BYTES + payload.length() + 1;
    }

    /** @return the encoded txn, as it is logged and sent to other members */
    public static Payload payloadOf(LoggedTxn txn) {
        ByteBuf out = Unpooled.buffer();
        txn.write(new JuteWriter(out));
        return new Payload(Arrays.copyOf(out.array(), out.writerIndex()));
    }

    /**
     * Decodes what {@link #payloadOf} encoded.
     *
     * @throws io.paddock.protocol.jute.MalformedFrame when it is too short for its type
     */
    public static LoggedTxn txnOf(Payload payload) {
        return LoggedTxn.read(new JuteReader(Unpooled.wrappedBuffer(payload.bytes())));
    }

    /**
     * @return the bytes of the payload in {@code record}, which is a whole record as {@link #frame} wrote it.
     *   The result shares its memory
     */
    public static ByteBuf payload(ByteBuf record) {
        int length = record.getInt(record.readerIndex() + 8);
        return record.slice(record.readerIndex() + LogFormat.RECORD_PREFIX_BYTES, length);
    }

    /**
     * Reads a record that {@link #frame} wrote.
     *
     * @throws io.paddock.protocol.jute.MalformedFrame when the payload is too short for its type
     */
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
