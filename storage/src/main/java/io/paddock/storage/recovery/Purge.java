// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import io.paddock.storage.disk.Directory;
import io.paddock.storage.disk.ZxidName;
import io.paddock.storage.snapshot.SnapshotFiles;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/** Deletes the files that no start would need as long as one of the newest snapshots can be read. */
public final class Purge {
    /** The least number of snapshots to keep. */
    public static final int RETAIN_MIN = 3;

    private Purge() {}

    /**
     * Keeps the newest {@code retain} snapshots that look whole, and the logs that the oldest of them needs.
     * Every older file named log.* or snapshot.* is deleted, also one whose name has no zxid: ZooKeeper's
     * purge deletes the same files. Does nothing if no snapshot looks whole. Does nothing while another
     * member's state is being installed or waited for. Stops if such a state has been installed meanwhile.
     *
     * @param retain how many snapshots to keep, at least {@link #RETAIN_MIN}
     * @return the names of the deleted files
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
        // The first records after the snapshot are in the last log file whose name says its zxid or less.
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

    /**
     * Deletes files while the needed snapshots exist. When another history is installed, all old snapshots
     * disappear before the new one appears, whose zxid may be lower.
     */
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
                // Another process or thread has deleted it.
            }
        }
    }
}
