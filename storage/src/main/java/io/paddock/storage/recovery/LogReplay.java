// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import io.paddock.protocol.Zxid;
import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.storage.disk.Directory;
import io.paddock.storage.disk.RealDirectory;
import io.paddock.storage.disk.ZxidName;
import io.paddock.storage.log.CorruptLog;
import io.paddock.storage.tree.ChangeListener;
import io.paddock.storage.tree.ZnodeTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Applies the log to a tree, beginning with the record after the tree's last zxid. A second thread reads and
 * decodes the files.
 */
final class LogReplay {
    private final Path logs;
    private final RecoveryOptions options;
    private final Warnings warnings;
    private ZnodeTree tree;
    private long highest = -1; // zxid replayed, -1 before the first
    private long replayed;
    private boolean lowerSeen;
    private boolean gapPassed;

    LogReplay(Path logs, RecoveryOptions options, Warnings warnings) {
        this.logs = logs;
        this.options = options;
        this.warnings = warnings;
    }

    /**
     * Replays the log.
     *
     * @param snapshotZxid of the snapshot that {@code target} was loaded from, -1 without a snapshot
     * @return how many records were applied
     * @throws RecoveryRefused when the log is damaged or has a gap
     */
    long replay(ZnodeTree target, long snapshotZxid) throws IOException {
        tree = target;
        long firstZxid = Math.max(snapshotZxid, 0) + 1;
        List<Path> files = filesFrom(firstZxid);
        tree.gate().lockAll();
        try (DecodeAhead ahead = new DecodeAhead(files, options.recordBytesMax())) {
            for (List<LoggedTxn> batch = ahead.next(); batch != null; batch = ahead.next()) {
                for (LoggedTxn txn : batch) {
                    if (txn.header().zxid() >= firstZxid) {
                        replay(txn, snapshotZxid);
                    }
                }
            }
            ahead.oddities().forEach(warnings::add);
        } catch (CorruptLog e) {
            throw new RecoveryRefused(e.getMessage(), e);
        } finally {
            tree.gate().unlockAll();
        }
        return replayed;
    }

    /**
     * @return how many records have been applied, also after {@link #replay} failed: up to there the tree is
     *   right
     */
    long replayed() {
        return replayed;
    }

    /** @return whether records are missing after the snapshot and the replay continued nevertheless */
    boolean hasPassedGap() {
        return gapPassed;
    }

    /**
     * Returns all files whose names say {@code zxid} or more, and the last one before them: its records may
     * reach that far. ZooKeeper leaves a newest file of length 0 when it ends before it writes the header.
     * This method deletes such a file.
     */
    private List<Path> filesFrom(long zxid) throws IOException {
        Directory directory = new RealDirectory(logs);
        List<ZxidName> all = ZxidName.ascending(directory.names(), ZxidName.LOG);
        int first = 0;
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).zxid() < zxid) {
                first = i;
            }
        }
        List<Path> files = new ArrayList<>();
        for (ZxidName file : all.subList(first, all.size())) {
            files.add(logs.resolve(file.name()));
        }
        int last = files.size() - 1;
        if (last >= 0 && Files.size(files.get(last)) == 0) {
            warnings.add("Delete empty tail log file to recover from corruption file: " + files.get(last));
            directory.delete(files.get(last).getFileName().toString());
            files.remove(last);
        }
        return files;
    }

    private void replay(LoggedTxn txn, long snapshotZxid) throws RecoveryRefused {
        long zxid = txn.header().zxid();
        if (highest < 0) {
            checkFollowsSnapshot(zxid, snapshotZxid);
        } else {
            checkFollowsRecord(txn, zxid);
        }
        try {
            tree.apply(txn.header(), txn.txn(), txn.digest(), ChangeListener.NONE);
        } catch (RuntimeException e) {
            throw new RecoveryRefused("record 0x" + Zxid.hex(zxid) + " in " + logs + " makes no sense: " + e, e);
        }
        highest = Math.max(highest, zxid);
        replayed++;
    }

    private void checkFollowsSnapshot(long zxid, long snapshotZxid) throws RecoveryRefused {
        if (snapshotZxid < 0 || zxid == snapshotZxid + 1 || Zxid.epochOf(zxid) != Zxid.epochOf(snapshotZxid)) {
            return;
        }
        String gap = "The first log record after snapshot 0x" + Zxid.hex(snapshotZxid) + " is 0x" + Zxid.hex(zxid)
                + ": what lies between is missing from " + logs;
        if (options.refuseGapAfterSnapshot()) {
            throw new RecoveryRefused(
                    gap + ". Bring those files back; or start once with paddock.compat=strict to go on, as"
                            + " ZooKeeper does, without the updates in them");
        }
        warnings.add(gap + ", updates may be lost");
        gapPassed = true;
    }

    private void checkFollowsRecord(LoggedTxn txn, long zxid) throws RecoveryRefused {
        if (zxid <= highest) {
            if (!lowerSeen) { // Two files overlap. This is harmless, and one line is enough for all records.
                lowerSeen = true;
                warnings.add(Zxid.hex(highest) + "(highestZxid) > " + Zxid.hex(zxid) + "(next log) for type "
                        + txn.header().type());
            }
            return;
        }
        boolean gap = zxid != highest + 1 && Zxid.epochOf(zxid) == Zxid.epochOf(highest);
        if (gap && !options.allowGaps()) {
            throw new RecoveryRefused("Committed proposal cached out of order: 0x" + Zxid.hex(zxid)
                    + " is not the next proposal of 0x" + Zxid.hex(highest) + " in " + logs);
        }
    }
}
