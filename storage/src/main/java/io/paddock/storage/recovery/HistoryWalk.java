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
 * One pass over the log, txn by txn, with none left out. The walk reads only what was durable when it began,
 * also in the file that is still being written. It holds one record and half a MiB in memory. One thread.
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
     * @param files the files that can hold this record or a later one, in order
     * @param snapshots the zxids in the names of all snapshots
     * @throws HistoryGone when the record is not there
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
     * @return false when the last wanted txn has been passed
     * @throws HistoryGone when the log has a gap here, ends, is damaged, or was purged meanwhile. The txns
     *   read until then are right
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
     * An epoch begins with counter 1, but the log does not say where the epoch before it ended. A snapshot
     * with a zxid between the two records does: it came from another member, so this log lacks the txns up to
     * its zxid. ZooKeeper leaves such files.
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
        // ZooKeeper leaves a file of length 0 when it ends before it writes the header.
        if (Files.size(file) > 0) {
            reader = new TxnLogReader(file, recordBytesMax);
        }
    }

    /** @return the zxid of the current txn; before the first, the zxid after which the walk begins */
    public long zxid() {
        return zxid;
    }

    /** @return a copy of the current txn, encoded as it was logged */
    public Payload txn() {
        return reader.payload();
    }

    /** @return the size of the current record in the log */
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
