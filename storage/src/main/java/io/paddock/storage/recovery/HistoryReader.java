// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import io.paddock.protocol.Zxid;
import io.paddock.storage.disk.Directory;
import io.paddock.storage.disk.ZxidName;
import java.io.IOException;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log on disk, for a leader that sends a learner what it has missed. May be used beside the thread that writes the log, from any thread: it only
 * reads what the caller knows to be durable.
 *
 * <p>ZooKeeper sends over a hole in the log as if there were none: the learner then misses txns for good, and nobody notices. Here every step from
 * one record to the next is proved, or a snapshot has to do.
 */
public final class HistoryReader {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryReader.class);

    private final Directory logs;
    private final Directory snapshots;
    private final int recordBytesMax;

    /**
     * Where a zxid stands in the log.
     *
     * @param zxid the one asked for
     * @param isHeld whether the log has a record with exactly this zxid, and every txn between it and the end; not looked for to the last where it
     *     is not worth sending anyway
     * @param isWorthSending whether what follows is no more than the bytes allowed
     * @param bytes what follows, as far as it was read
     */
    public record Spot(long zxid, boolean isHeld, boolean isWorthSending, long bytes) {}

    /** @param recordBytesMax records over this length are believed only if their checksum is right */
    public HistoryReader(Directory logs, Directory snapshots, int recordBytesMax) {
        this.logs = logs;
        this.snapshots = snapshots;
        this.recordBytesMax = recordBytesMax;
    }

    /**
     * Looks for a zxid, and reads on to the end.
     *
     * @param endZxid the end of the log, durable
     * @param bytesMax how much is worth sending: see {@link #worthBytes}
     * @throws IOException when the disk failed
     */
    public Spot locate(long zxid, long endZxid, long bytesMax) throws IOException {
        long bytes = 0;
        try (HistoryWalk walk = after(zxid, endZxid)) {
            while (walk.next()) {
                bytes += walk.recordBytes();
                if (bytes > bytesMax) {
                    return new Spot(zxid, false, false, bytes);
                }
            }
            return new Spot(zxid, true, true, bytes);
        } catch (HistoryGone e) {
            LOG.info("The txns after 0x{} cannot be sent from the log: {}", Zxid.hex(zxid), e.getMessage());
            return new Spot(zxid, false, false, bytes);
        }
    }

    /**
     * How many bytes of txns are sent rather than a snapshot.
     *
     * @param treeBytes the size of the snapshot
     * @param factor snapshotSizeFactor: the share of that; 0 for any number, below 0 for none
     */
    public static long worthBytes(long treeBytes, double factor) {
        return factor < 0 ? -1 : factor == 0 ? Long.MAX_VALUE : (long) (treeBytes * factor);
    }

    /**
     * Begins to read behind a zxid, whose record must be there.
     *
     * @param upToZxid where to stop; durable, so that it is in the files by now
     * @throws HistoryGone when the record behind which to begin is not in the log
     */
    public HistoryWalk after(long zxid, long upToZxid) throws IOException {
        List<ZxidName> files = ZxidName.ascending(logs.names(), ZxidName.LOG);
        int first = 0;
        for (int i = 0; i < files.size(); i++) {
            if (files.get(i).zxid() <= zxid) {
                first = i;
            }
        }
        NavigableSet<Long> installed = ZxidName.ascending(snapshots.names(), ZxidName.SNAPSHOT).stream()
                .map(ZxidName::zxid)
                .collect(Collectors.toCollection(TreeSet::new));
        return new HistoryWalk(
                logs.path(), files.subList(first, files.size()), installed, recordBytesMax, zxid, upToZxid);
    }
}
