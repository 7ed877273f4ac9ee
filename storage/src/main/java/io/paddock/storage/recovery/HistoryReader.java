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
 * Reads the log on disk for a leader that sends a learner the txns it has missed. Any thread may use it while
 * the log thread writes, because it only reads what the caller knows to be durable.
 *
 * <p>ZooKeeper ignores a gap in the log when it sends: the learner then misses txns permanently, and nobody
 * notices. This class proves every step from one record to the next. If it cannot, the leader must send a
 * snapshot.
 */
public final class HistoryReader {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryReader.class);

    private final Directory logs;
    private final Directory snapshots;
    private final int recordBytesMax;

    /**
     * Where a zxid is in the log.
     *
     * @param zxid the zxid that was asked for
     * @param isHeld whether the log has a record with exactly this zxid, and every txn from it to the end;
     *   false without a complete search if the txns are not worth sending anyway
     * @param isWorthSending whether the txns that follow take no more than the allowed bytes
     * @param bytes the size of the txns that follow, as far as they were read
     */
    public record Spot(long zxid, boolean isHeld, boolean isWorthSending, long bytes) {}

    /** @param recordBytesMax a record over this length is accepted only if its checksum is right */
    public HistoryReader(Directory logs, Directory snapshots, int recordBytesMax) {
        this.logs = logs;
        this.snapshots = snapshots;
        this.recordBytesMax = recordBytesMax;
    }

    /**
     * Looks for a zxid, and reads from there to the end.
     *
     * @param endZxid the end of the log, durable
     * @param bytesMax the most bytes that are worth sending: see {@link #worthBytes}
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
     * The most bytes of txns that are sent instead of a snapshot.
     *
     * @param treeBytes the size of the snapshot
     * @param factor snapshotSizeFactor, the allowed share of that size; 0 allows any number of bytes, below 0
     *   allows none
     */
    public static long worthBytes(long treeBytes, double factor) {
        return factor < 0 ? -1 : factor == 0 ? Long.MAX_VALUE : (long) (treeBytes * factor);
    }

    /**
     * Begins to read after a zxid. The record of that zxid must be in the log.
     *
     * @param upToZxid where to stop; it must be durable, so that it is in the files by now
     * @throws HistoryGone when the record of {@code zxid} is not in the log
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
