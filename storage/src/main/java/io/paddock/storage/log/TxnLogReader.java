// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.log;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.paddock.protocol.Payload;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.MalformedFrame;
import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.protocol.txn.UnsupportedTxn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Reads one log file from front to back. The table {@link RecordCase} decides about each record. One thread.
 */
public final class TxnLogReader implements AutoCloseable {
    /**
     * The longest record that ZooKeeper reads when nothing is configured: jute.maxbuffer, and as much again
     * for what the server adds.
     */
    public static final int RECORD_BYTES_MAX = 2 * 0xfffff;

    private static final int BUFFER_BYTES = 1 << 19;
    private static final byte[] NOTHING = new byte[0];

    private final Path path;
    private final int recordBytesMax;
    private final FileChannel channel;
    private final long fileBytes;
    private final JuteReader fields = new JuteReader(Integer.MAX_VALUE);
    private byte[] bytes = NOTHING; // of the file, from bufferStart
    private ByteBuf buffer = Unpooled.EMPTY_BUFFER; // the same bytes
    private long bufferStart;
    private int filled;
    private int position;
    private int recordStart;
    private RecordCase found = RecordCase.RECORD;

    /**
     * Opens a file and checks its header.
     *
     * @param recordBytesMax a payload over this length is accepted only if checksum and end byte are right
     * @throws CorruptLog when the file is shorter than its header, or does not begin as a log does
     */
    public TxnLogReader(Path path, int recordBytesMax) throws IOException {
        this.path = path;
        this.recordBytesMax = recordBytesMax;
        channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            fileBytes = channel.size();
            readHeader();
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Like ZooKeeper, this does not check version and database id. */
    private void readHeader() throws IOException {
        if (!fill(LogFormat.HEADER_BYTES)) {
            throw new CorruptLog(
                    "Transaction log: " + path + " is " + fileBytes + " bytes long, shorter than its header");
        }
        int magic = buffer.getInt(0);
        if (magic != LogFormat.MAGIC) {
            throw new CorruptLog(
                    "Transaction log: " + path + " has invalid magic number " + magic + " != " + LogFormat.MAGIC);
        }
        position = LogFormat.HEADER_BYTES;
    }

    /**
     * Reads the next record.
     *
     * @return null where this file ends; {@link #found} then says how
     * @throws CorruptLog when the file is damaged
     */
    public LoggedTxn next() throws IOException {
        if (!nextFrame()) {
            return null;
        }
        int length = buffer.getInt(recordStart + 8);
        buffer.setIndex(recordStart + LogFormat.RECORD_PREFIX_BYTES, filled);
        try {
            return LoggedTxn.read(fields.over(buffer, length));
        } catch (UnsupportedTxn e) {
            found = RecordCase.UNKNOWN_TYPE;
            throw new CorruptLog(e.getMessage() + where());
        } catch (MalformedFrame e) {
            found = RecordCase.SHORT_PAYLOAD;
            return null;
        }
    }

    /**
     * Goes to the next record without decoding it. {@link #zxid} and {@link #payload} are then those of this
     * record.
     *
     * @return false where this file ends; {@link #found} then says how
     * @throws CorruptLog when the file is damaged
     */
    public boolean nextFrame() throws IOException {
        if (found != RecordCase.RECORD) {
            return false;
        }
        recordStart = position;
        found = lookAtFrame();
        if (found != RecordCase.RECORD) {
            refuseDamage();
            return false;
        }
        position = recordStart + LogFormat.RECORD_PREFIX_BYTES + buffer.getInt(recordStart + 8) + 1;
        return true;
    }

    /** @return the zxid of the record last read; 0 when the record is too short to have one */
    public long zxid() {
        int at = recordStart + LogFormat.RECORD_PREFIX_BYTES + LogFormat.ZXID_OFFSET;
        return at + Long.BYTES < position ? buffer.getLong(at) : 0;
    }

    /** @return the encoded txn of the record last read, a copy */
    public Payload payload() {
        int start = recordStart + LogFormat.RECORD_PREFIX_BYTES;
        return new Payload(Arrays.copyOfRange(bytes, start, position - 1));
    }

    private RecordCase lookAtFrame() throws IOException {
        if (!fill(LogFormat.RECORD_PREFIX_BYTES)) {
            return RecordCase.END_INSIDE_PREFIX;
        }
        int length = buffer.getInt(recordStart + 8);
        if (length == 0) {
            return RecordCase.ZERO_LENGTH;
        }
        if (length < 0) {
            return RecordCase.NEGATIVE_LENGTH;
        }
        RecordCase framed = lookAtPayload(length);
        return length > recordBytesMax && framed != RecordCase.RECORD ? RecordCase.LENGTH_OVER_LIMIT : framed;
    }

    private RecordCase lookAtPayload(int length) throws IOException {
        long recordBytes = LogFormat.RECORD_PREFIX_BYTES + (long) length + 1;
        if (recordBytes > Integer.MAX_VALUE - 8 || !fill((int) recordBytes)) {
            return RecordCase.END_INSIDE_RECORD;
        }
        int payload = recordStart + LogFormat.RECORD_PREFIX_BYTES;
        if (bytes[payload + length] != LogFormat.END_OF_RECORD) {
            return RecordCase.NO_END_BYTE;
        }
        return TxnRecords.checksum(buffer, payload, length) == buffer.getLong(recordStart)
                ? RecordCase.RECORD
                : RecordCase.WRONG_CHECKSUM;
    }

    private void refuseDamage() throws CorruptLog {
        switch (found) {
            case NEGATIVE_LENGTH, LENGTH_OVER_LIMIT ->
                throw new CorruptLog("Unreasonable length = " + buffer.getInt(recordStart + 8) + where());
            case WRONG_CHECKSUM -> throw new CorruptLog("CRC check failed" + where());
            default -> {}
        }
    }

    private String where() {
        return " in " + path + " at offset " + offset();
    }

    /**
     * Reads until {@code count} bytes from {@code position} are in the buffer. The buffer takes memory only
     * for bytes that exist.
     *
     * @return false when the file ends before
     */
    private boolean fill(int count) throws IOException {
        if (filled - position >= count) {
            return true;
        }
        if (bufferStart + position + count > fileBytes) {
            return false;
        }
        moveToFront(count);
        while (filled - position < count) {
            int read = channel.read(ByteBuffer.wrap(bytes, filled, bytes.length - filled), bufferStart + filled);
            if (read < 0) {
                return false; // The file became shorter since it was opened.
            }
            filled += read;
        }
        return true;
    }

    private void moveToFront(int count) {
        byte[] target = count > bytes.length ? new byte[Math.max(count, BUFFER_BYTES)] : bytes;
        System.arraycopy(bytes, position, target, 0, filled - position);
        bufferStart += position;
        filled -= position;
        position = 0;
        recordStart = 0;
        if (target != bytes) {
            bytes = target;
            buffer = Unpooled.wrappedBuffer(target);
        }
    }

    /** @return what the last {@link #next} found */
    public RecordCase found() {
        return found;
    }

    /** @return the offset in the file at which the last {@link #next} looked for a record */
    public long offset() {
        return bufferStart + recordStart;
    }

    /** @return whether any bytes follow the point where the file was found to end */
    public boolean endsWithBytes() {
        return offset() < fileBytes;
    }

    /** @return the whole record last read, from checksum to end byte; valid until the next call of {@link #next} */
    public ByteBuf record() {
        return buffer.slice(recordStart, position - recordStart);
    }

    /** @return length of the record last read */
    public int recordBytes() {
        return position - recordStart;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
