// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import io.paddock.protocol.Payload;
import io.paddock.protocol.Zxid;
import io.paddock.storage.disk.ZxidName;
import io.paddock.storage.log.CorruptLog;
import io.paddock.storage.log.TxnLogReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableSet;

/**
 * One way through the log, txn by txn, none left out. What is read was durable when the walk began, so the file that is still being written to is
 * read no further than that. Holds one record in memory, and half a MiB. One thread.
 */
public final class HistoryWalk implements AutoCloseable {
    private final Path logs;
    private final List<ZxidName> files;
    private final NavigableSet<Long> snapshots;
    private final int recordBytesMax;
    private final long upTo;
    private int nextFile;
    private TxnLogReader reader; // null between files
    private long zxid;

    /**
     * Goes to a record.
     *
     * @param files those that can hold it or anything behind it, in order
     * @param snapshots the zxids in the names of all snapshots
     * @throws HistoryGone when it is not there
     */
    HistoryWalk(
            Path logs, List<ZxidName> files, NavigableSet<Long> snapshots, int recordBytesMax, long after, long upTo)
            throws IOException {
        this.logs = logs;
        this.files = files;
        this.snapshots = snapshots;
        this.recordBytesMax = recordBytesMax;
        this.upTo = upTo;
        try {
            find(after);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private void find(long wanted) throws IOException {
        do {
            if (!nextRecord() || reader.zxid() > wanted) {
                throw new HistoryGone("no record 0x" + Zxid.hex(wanted) + " is in " + logs);
            }
        } while (reader.zxid() != wanted);
        zxid = wanted;
    }

    /**
     * Goes to the next txn.
     *
     * @return false when the last one wanted has been passed
     * @throws HistoryGone when the log has a hole here, ends, is damaged, or was purged meanwhile: what was read so far is right
     */
    public boolean next() throws IOException {
        if (zxid >= upTo) {
            return false;
        }
        if (!nextRecord()) {
            throw new HistoryGone("the log in " + logs + " ends with 0x" + Zxid.hex(zxid) + ", 0x" + Zxid.hex(upTo)
                    + " is not in it");
        }
        long here = reader.zxid();
        if (!follows(here)) {
            throw new HistoryGone("between 0x" + Zxid.hex(zxid) + " and 0x" + Zxid.hex(here)
                    + " records are missing, or may be, from " + logs);
        }
        zxid = here;
        return true;
    }

    /**
     * An epoch begins with counter 1, but where the one before ended the log does not tell. A snapshot of in between does: it came from
     * another member, and its label is of a history that was never logged here. ZooKeeper leaves such files.
     */
    private boolean follows(long next) {
        if (Zxid.epochOf(next) == Zxid.epochOf(zxid)) {
            return next == zxid + 1;
        }
        Long snapshot = snapshots.higher(zxid);
        return next > zxid && Zxid.counterOf(next) == 1 && (snapshot == null || snapshot >= next);
    }

    private boolean nextRecord() throws IOException {
        try {
            while (reader == null || !reader.nextFrame()) {
                close();
                if (nextFile == files.size()) {
                    return false;
                }
                open(logs.resolve(files.get(nextFile++).name()));
            }
            return true;
        } catch (NoSuchFileException e) {
            throw new HistoryGone("a log file was removed before it was read: " + e.getFile(), e);
        } catch (CorruptLog e) {
            throw new HistoryGone(e.getMessage(), e);
        }
    }

    private void open(Path file) throws IOException {
        if (Files.size(file) > 0) { // What ZooKeeper leaves when it ends before writing the header.
            reader = new TxnLogReader(file, recordBytesMax);
        }
    }

    /** @return that of the txn last gone to; the one the walk begins behind, before the first */
    public long zxid() {
        return zxid;
    }

    /** @return the txn, encoded as it was logged; a copy */
    public Payload txn() {
        return reader.payload();
    }

    /** @return what it takes in the log, in bytes */
    int recordBytes() {
        return reader.recordBytes();
    }

    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }
}
