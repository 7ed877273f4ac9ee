// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import io.paddock.protocol.Zxid;
import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.storage.disk.Directory;
import io.paddock.storage.disk.LogFile;
import io.paddock.storage.disk.ZxidName;
import io.paddock.storage.log.CorruptLog;
import io.paddock.storage.log.TxnLogReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts the log back to a zxid. A leader asks a learner to do this (TRUNC) when it does not know the txns
 * after it.
 *
 * <p>First it proves that what is left leads to the right tree. There must be a snapshot that holds nothing
 * newer, and every record from there on. If not, it changes nothing. Then it removes snapshots that hold
 * something newer. After that it removes log files, the newest first, and then the rest of the file with the
 * last record to keep. Each step is durable before the next. After a power cut at any time, the directory
 * holds the old history up to the new end, or up to a later point. It never has a gap, and no snapshot is
 * ahead of the cut log.
 *
 * <p>ZooKeeper leaves newer snapshots, which bring back the txns that were cut. It keeps the first record
 * after a zxid that is not in the log, and syncs nothing. The log must not be open for writing. One thread.
 */
public final class Truncation {
    private final Directory logs;
    private final Directory snapshots;
    private final int recordBytesMax;

    /**
     * The new end of the log.
     *
     * @param lastZxid the zxid that was asked for: that of the last record kept, or of the snapshot if no
     *   record is left
     */
    public record Truncated(long lastZxid) {}

    /**
     * The last record to keep.
     *
     * @param file the index of the last file to keep, -1 for no file
     * @param offset where to cut the file, -1 when all its records come before the snapshot
     * @param zxid -1 when the snapshot is all there is
     */
    private record Cut(int file, long offset, long zxid) {}

    /** @param recordBytesMax a record over this length is accepted only if its checksum is right */
    public Truncation(Directory logs, Directory snapshots, int recordBytesMax) {
        this.logs = logs;
        this.snapshots = snapshots;
        this.recordBytesMax = recordBytesMax;
    }

    /**
     * Cuts everything after {@code zxid}. Durable on return. The caller then recovers from the directory
     * again.
     *
     * @throws TruncationRefused when neither a record nor a snapshot has this zxid: what the leader sends
     *   next would not follow what is left. Also when a record or snapshot that leads to this zxid is
     *   missing. Nothing was changed
     * @throws IOException when the disk failed: some of the steps may have been done
     */
    public Truncated to(long zxid) throws IOException {
        List<ZxidName> files = ZxidName.ascending(logs.names(), ZxidName.LOG);
        SnapshotChoice snapshot = SnapshotChoice.of(snapshots, zxid);
        Cut cut;
        try {
            cut = find(files, snapshot.zxid(), zxid);
        } catch (CorruptLog e) {
            throw new TruncationRefused(e.getMessage(), e);
        }
        for (String name : snapshot.newer()) {
            snapshots.delete(name);
        }
        snapshots.sync();
        for (int i = files.size() - 1; i > cut.file; i--) {
            logs.delete(files.get(i).name());
            logs.sync(); // One by one: a file that is gone while a later one is still there would be a gap.
        }
        if (cut.offset >= 0) {
            try (LogFile file = logs.open(files.get(cut.file).name())) {
                file.resize(cut.offset);
                file.sync();
            }
        }
        return new Truncated(Math.max(cut.zxid, snapshot.zxid()));
    }

    /** Walks from the snapshot to the zxid, and checks whether the log reaches that far. */
    private Cut find(List<ZxidName> files, long snapshotZxid, long zxid) throws IOException {
        int first = firstFile(files, snapshotZxid);
        Cut cut = new Cut(first - 1, -1, -1);
        long highest = snapshotZxid;
        boolean reached = snapshotZxid == zxid;
        for (int i = first; i < files.size(); i++) {
            Path path = logs.path().resolve(files.get(i).name());
            if (Files.size(path) == 0) {
                continue; // ZooKeeper leaves a file of length 0 when it ends before it writes the header.
            }
            try (TxnLogReader reader = new TxnLogReader(path, recordBytesMax)) {
                for (LoggedTxn txn = reader.next(); txn != null; txn = reader.next()) {
                    long here = txn.header().zxid();
                    if (here > zxid) {
                        return checked(cut, reached, zxid);
                    }
                    if (here > highest) {
                        checkFollows(here, highest);
                        highest = here;
                    }
                    cut = new Cut(i, reader.offset() + reader.recordBytes(), here);
                    reached |= here == zxid;
                }
            }
        }
        return checked(cut, reached, zxid);
    }

    private static int firstFile(List<ZxidName> files, long snapshotZxid) {
        int first = 0;
        for (int i = 0; i < files.size(); i++) {
            if (files.get(i).zxid() <= snapshotZxid) {
                first = i;
            }
        }
        return first;
    }

    private Cut checked(Cut cut, boolean reached, long zxid) throws TruncationRefused {
        if (!reached) {
            throw new TruncationRefused("Not able to truncate the log to 0x" + Zxid.hex(zxid)
                    + ": it has no such record; the last one before is 0x" + Zxid.hex(Math.max(cut.zxid, 0)) + " in "
                    + logs.path());
        }
        return cut;
    }

    private void checkFollows(long zxid, long before) throws TruncationRefused {
        if (zxid != before + 1 && Zxid.epochOf(zxid) == Zxid.epochOf(before)) {
            throw new TruncationRefused("Not able to truncate the log: between 0x" + Zxid.hex(before) + " and 0x"
                    + Zxid.hex(zxid) + " records are missing from " + logs.path());
        }
    }

    /**
     * The snapshot that recovery will start from, and the newer snapshots, which must be deleted.
     *
     * @param zxid of the snapshot kept
     * @param newer names of files that hold something after the cut, or may, or cannot be read; newest first
     */
    private record SnapshotChoice(long zxid, List<String> newer) {
        static SnapshotChoice of(Directory directory, long zxid) throws IOException {
            List<ZxidName> all = new ArrayList<>(ZxidName.ascending(directory.names(), ZxidName.SNAPSHOT));
            List<String> newer = new ArrayList<>();
            for (int i = all.size() - 1; i >= 0; i--) {
                ZxidName candidate = all.get(i);
                if (candidate.zxid() <= zxid && SnapshotExtent.isWithin(directory.path(), candidate, zxid)) {
                    return new SnapshotChoice(candidate.zxid(), List.copyOf(newer));
                }
                newer.add(candidate.name());
            }
            throw new TruncationRefused("Not able to truncate the log to 0x" + Zxid.hex(zxid) + ": every snapshot in "
                    + directory.path() + " holds something newer, or may");
        }
    }
}
