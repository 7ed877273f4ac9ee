// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.log;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.paddock.protocol.Payload;
import io.paddock.protocol.Zxid;
import io.paddock.storage.disk.Directory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends framed records and makes them durable in groups. Any number of {@link #append}, then one {@link
 * #sync}, is one write and one fdatasync.
 *
 * <p>After any {@link IOException} the writer is broken, because it is unknown what the disk holds after the
 * last synced byte. A failed sync is never repeated. Only {@link #repair} makes the writer usable again: it
 * cuts those bytes off. Records that were not durable by then are gone, and their zxids will be used again.
 * Only the log thread uses this. It must not be interrupted, because an interrupt closes the file.
 */
public final class TxnLogWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TxnLogWriter.class);
    private static final int BUFFER_BYTES = 1 << 20;

    private final Directory directory;
    private final LogOptions options;
    private final SnapshotTrigger trigger;
    private final ByteBuf buffer = Unpooled.directBuffer(BUFFER_BYTES, BUFFER_BYTES);
    private TxnLogSegment segment; // null: the next append starts a file
    private long appendedZxid;
    private long durableZxid;
    private boolean broken;
    private long slowSyncs;

    /** @param lastZxid last zxid of the recovered tree; the first record appended must follow it */
    public TxnLogWriter(Directory directory, LogOptions options, RandomGenerator random, long lastZxid) {
        this.directory = directory;
        this.options = options;
        this.trigger = new SnapshotTrigger(options, random);
        this.appendedZxid = lastZxid;
        this.durableZxid = lastZxid;
    }

    /**
     * Appends one record, framed by {@link TxnRecords#frame}. Copies the bytes between the record's indexes.
     * It neither moves the indexes nor releases the record.
     *
     * @throws IllegalStateException when the writer is broken, or when {@code zxid} does not follow the one
     *   before: the next start would refuse a log with a gap
     * @throws IOException when the disk failed; the writer is broken now
     */
    public void append(long zxid, ByteBuf record) throws IOException {
        begin(zxid);
        try {
            if (record.readableBytes() > buffer.writableBytes()) {
                segment.write(buffer);
            }
            if (record.readableBytes() > buffer.writableBytes()) {
                segment.write(record.slice());
            } else {
                buffer.writeBytes(record, record.readerIndex(), record.readableBytes());
            }
        } catch (IOException e) {
            broken = true;
            throw e;
        }
        appended(zxid);
    }

    /** Appends a txn that is encoded already, as another member sent it. */
    public void append(long zxid, Payload payload) throws IOException {
        int bytes = TxnRecords.recordBytes(payload);
        if (bytes > buffer.writableBytes()) {
            ByteBuf record = Unpooled.buffer(bytes);
            TxnRecords.frame(payload, record);
            append(zxid, record);
            return;
        }
        begin(zxid);
        TxnRecords.frame(payload, buffer);
        appended(zxid);
    }

    /** Creates a file for the next record if none is open. */
    private void begin(long zxid) throws IOException {
        checkNext(zxid);
        if (segment == null) {
            try {
                segment = TxnLogSegment.create(directory, zxid, options.preallocateBytes());
            } catch (IOException e) {
                broken = true;
                throw e;
            }
        }
    }

    private void appended(long zxid) {
        appendedZxid = zxid;
        trigger.recordAppended();
    }

    private void checkNext(long zxid) {
        checkNotBroken();
        boolean next = zxid == appendedZxid + 1 || Zxid.epochOf(zxid) > Zxid.epochOf(appendedZxid);
        if (!next) {
            throw new IllegalStateException("0x" + Zxid.hex(zxid) + " does not follow 0x" + Zxid.hex(appendedZxid));
        }
    }

    /**
     * Makes all appended records durable.
     *
     * @return the last durable zxid
     * @throws IOException when the disk failed; the writer is broken now, and it is unknown whether those
     *   records are on the disk
     */
    public long sync() throws IOException {
        checkNotBroken();
        if (appendedZxid == durableZxid) {
            return durableZxid;
        }
        try {
            segment.write(buffer);
            long start = System.nanoTime();
            segment.sync();
            warnIfSlow(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
            durableZxid = appendedZxid;
            if (options.fileBytesMax() > 0 && segment.bytes() > options.fileBytesMax()) {
                closeSegment();
            }
        } catch (IOException e) {
            broken = true;
            throw e;
        }
        return durableZxid;
    }

    private void warnIfSlow(long millis) {
        if (millis > options.slowSyncMillis()) {
            slowSyncs++;
            LOG.warn(
                    "fsync-ing the write ahead log in {} took {}ms which will adversely effect operation latency."
                            + "File size is {} bytes. See the ZooKeeper troubleshooting guide",
                    Thread.currentThread().getName(),
                    millis,
                    segment.bytes());
        }
    }

    /** Syncs; the next append starts a new file. */
    public void roll() throws IOException {
        sync();
        if (segment != null) {
            try {
                closeSegment();
            } catch (IOException e) {
                broken = true;
                throw e;
            }
        }
    }

    private void closeSegment() throws IOException {
        trigger.fileClosed(segment.bytes());
        segment.close();
        segment = null;
    }

    /** @return whether enough was logged since the last {@link #rollForSnapshot} to write a snapshot now */
    public boolean snapshotDue() {
        return trigger.due(segment == null ? 0 : segment.bytes());
    }

    /**
     * Rolls, and counts again from 0 towards the next snapshot, whether or not the caller can write one now.
     */
    public void rollForSnapshot() throws IOException {
        roll();
        trigger.reset();
    }

    /**
     * Continues after another history, which the files of this directory hold by now or are about to hold.
     * Syncs and closes the open file; the next append starts a new file. Counts again from 0 towards the next
     * snapshot.
     *
     * @param zxid the last zxid of that history; the next record must follow it
     */
    public void restartAt(long zxid) throws IOException {
        rollForSnapshot();
        appendedZxid = zxid;
        durableZxid = zxid;
    }

    /**
     * Makes a broken writer usable. It closes the file and cuts it back to the last synced byte, or removes
     * it if no record in it was synced. It syncs that, and proves that new bytes can be written and synced.
     *
     * @return the last durable zxid, which the next record must follow
     * @throws IOException when the disk still fails; the writer stays broken, try again later
     */
    public long repair() throws IOException {
        buffer.clear();
        if (segment != null) {
            segment.cutBack();
            segment = null;
        }
        TxnLogSegment.probe(directory);
        appendedZxid = durableZxid;
        broken = false;
        return durableZxid;
    }

    private void checkNotBroken() {
        if (broken) {
            throw new IllegalStateException("the log in " + directory.path() + " failed and is not repaired");
        }
    }

    /** @return whether an operation failed since the last {@link #repair} */
    public boolean isBroken() {
        return broken;
    }

    /** @return the directory of the log, for messages */
    public Path directory() {
        return directory.path();
    }

    /** @return the last zxid that would survive a power cut */
    public long durableZxid() {
        return durableZxid;
    }

    /** @return length of the open file, padding included; 0 when none is open */
    public long fileBytes() {
        return segment == null ? 0 : segment.bytes();
    }

    /** @return how many syncs took longer than the warning threshold */
    public long slowSyncs() {
        return slowSyncs;
    }

    /** Closes the file without syncing. */
    @Override
    public void close() throws IOException {
        buffer.release();
        if (segment != null) {
            segment.close();
            segment = null;
        }
    }
}
