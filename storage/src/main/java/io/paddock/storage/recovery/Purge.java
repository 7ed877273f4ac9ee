// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import io.paddock.storage.disk.Directory;
import io.paddock.storage.disk.ZxidName;
import io.paddock.storage.snapshot.SnapshotFiles;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/** Deletes what no start would need as long as one of the newest snapshots can be read. */
public final class Purge {
    /** Fewer snapshots than this are never kept. */
    public static final int RETAIN_MIN = 3;

    private Purge() {}

    /**
     * Keeps the newest {@code retain} snapshots that look whole, and the logs needed from the oldest of them on. All else named log.* or
     * snapshot.* that is older goes, also what carries no zxid: the same files as ZooKeeper's purge. Does nothing where no snapshot looks whole, nor
     * where another member's state is being installed or waited for; stops when one has been installed meanwhile.
     *
     * @param retain how many snapshots to keep, at least {@link #RETAIN_MIN}
     * @return the names deleted
     */
    public static List<String> purge(Directory logs, Directory snapshots, int retain) throws IOException {
        if (retain < RETAIN_MIN) {
            throw new IllegalArgumentException("count should be greater than or equal to " + RETAIN_MIN);
        }
        List<String> names = snapshots.names();
        if (names.contains(InstallationMarker.NAME) || names.contains(IncompleteMark.NAME)) {
            return List.of();
        }
        List<ZxidName> kept = SnapshotFiles.newestFirst(snapshots.path(), names, retain);
        if (kept.isEmpty()) {
            return List.of();
        }
        long oldest = kept.get(kept.size() - 1).zxid();
        List<String> deleted = new ArrayList<>();
        // The records right after the snapshot are in the file before the one that is named just above it.
        long firstLog = ZxidName.ascending(logs.names(), ZxidName.LOG).stream()
                .mapToLong(ZxidName::zxid)
                .filter(zxid -> zxid <= oldest)
                .max()
                .orElse(0);
        List<String> needed = kept.stream().map(ZxidName::name).toList();
        List<String> oldLogs = older(logs, ZxidName.LOG, firstLog);
        List<String> oldSnapshots = older(snapshots, ZxidName.SNAPSHOT, oldest);
        delete(logs, oldLogs, snapshots, needed, deleted);
        delete(snapshots, oldSnapshots, snapshots, needed, deleted);
        return deleted;
    }

    private static List<String> older(Directory directory, String prefix, long keptFrom) throws IOException {
        return directory.names().stream()
                .filter(name -> name.startsWith(prefix + ".") && ZxidName.parse(name, prefix) < keptFrom)
                .toList();
    }

    /** A history that is replaced by another loses all its snapshots before the other appears, whose numbers may be lower. */
    private static void delete(
            Directory directory, List<String> names, Directory snapshots, List<String> needed, List<String> deleted)
            throws IOException {
        for (String name : names) {
            if (!snapshots.names().containsAll(needed)) {
                return;
            }
            try {
                directory.delete(name);
                deleted.add(name);
            } catch (NoSuchFileException e) {
                // Somebody else was faster.
            }
        }
    }
}
