// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import io.paddock.storage.disk.Directory;
import io.paddock.storage.disk.LogFile;
import io.paddock.storage.disk.ZxidName;
import io.paddock.storage.snapshot.Compression;
import io.paddock.storage.snapshot.SnapshotWriter;
import io.paddock.storage.tree.ZnodeTree;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces all snapshots and logs by a tree received from the leader (SNAP). After a power cut, a start finds
 * either the old history or the new one, never a mixture. Each of these steps is durable before the next
 * begins:
 *
 * <pre>
 * 1 write the tree to a file that no reader takes for a snapshot   until here the old history is in force
 * 2 write the marker file (InstallationMarker)                     from here on, a start finishes the steps left
 * 3 remove the old snapshots, the newest last; then the old logs   a ZooKeeper server finds the old history, or refuses
 * 4 rename the file to snapshot.ZXID                               the new history is in force
 * 5 remove the marker
 * </pre>
 *
 * <p>If the member is incomplete ({@link IncompleteMark}), its old files are renamed and not deleted: they
 * may be all that is left of some data. The same is done if the old history may hold what the new one does
 * not ({@link ReplacedFiles}).
 *
 * <p>ZooKeeper writes the snapshot beside the old files. At the next start it replays log records above the
 * snapshot's zxid over it. It also sends a log with a gap to others as if the log were complete. One thread.
 * Nothing else may write to the directories meanwhile, not even the purge.
 */
public final class SnapshotInstallation {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotInstallation.class);

    private final Directory logs;
    private final Directory snapshots;
    private final Compression compression;

    public SnapshotInstallation(Directory logs, Directory snapshots, Compression compression) {
        this.logs = logs;
        this.snapshots = snapshots;
        this.compression = compression;
    }

    /**
     * Installs a tree, which no other thread may change meanwhile. Before, the caller closes the log ({@link
     * io.paddock.storage.log.TxnLogWriter#roll}) and abandons snapshots of the old tree that are being
     * written ({@link ZnodeTree#abandonWalks}). Afterwards the log continues with {@link
     * io.paddock.storage.log.TxnLogWriter#restartAt}.
     *
     * @return what was written; durable, and the only history on the disk
     * @throws IOException when the disk failed: the next start finds either the old history or the new one
     */
    public SnapshotWriter.Written install(ZnodeTree tree) throws IOException {
        return install(tree, "");
    }

    /**
     * Installs a history that may not contain the old one. The old files are kept under other names.
     *
     * @param now part of these names
     */
    public SnapshotWriter.Written installAndKeep(ZnodeTree tree, Instant now) throws IOException {
        SnapshotWriter.Written written = install(tree, ReplacedFiles.prefix(now, logs, snapshots));
        List<String> deleted = ReplacedFiles.limit(now, logs, snapshots);
        if (!deleted.isEmpty()) {
            LOG.warn("Histories that were replaced long ago are deleted now: {}", deleted);
        }
        return written;
    }

    private SnapshotWriter.Written install(ZnodeTree tree, String keptAs) throws IOException {
        // Sync first: a power cut must not change the files that the marker is about to list.
        syncNewestLog();
        SnapshotWriter writer = new SnapshotWriter(snapshots, compression, 0);
        SnapshotWriter.Written written = writer.writeAs(InstallationMarker.staged(writer.nameFor(tree)), tree);
        InstallationMarker marker = InstallationMarker.of(writer.nameFor(tree), logs, snapshots, keptAs);
        marker.write(snapshots);
        finish(marker, logs, snapshots);
        return new SnapshotWriter.Written(marker.snapshot(), written.zxid(), written.bytes());
    }

    private void syncNewestLog() throws IOException {
        List<ZxidName> files = ZxidName.ascending(logs.names(), ZxidName.LOG);
        if (!files.isEmpty()) {
            try (LogFile newest = logs.open(files.get(files.size() - 1).name())) {
                newest.sync();
            }
        }
        logs.sync();
    }

    /**
     * Finishes an installation that an earlier process began. Call it before anything else is read.
     *
     * @return a message about it for the operator, if there is one
     */
    static Optional<String> resume(Directory logs, Directory snapshots) throws IOException {
        Set<String> names = Set.copyOf(snapshots.names());
        if (!names.contains(InstallationMarker.NAME)) {
            return Optional.empty();
        }
        InstallationMarker marker = InstallationMarker.read(snapshots);
        if (marker == null) {
            return Optional.of(setAside(names, snapshots));
        }
        if (!names.contains(marker.staged())) {
            snapshots.sync(); // Only this step was left, or its effect may not be durable.
            removeMarker(snapshots);
            return Optional.empty();
        }
        if (!marker.describes(logs, snapshots)) {
            removeMarker(snapshots);
            return Optional.of("The snapshot from another member that " + marker.staged() + " in " + snapshots.path()
                    + " holds is dropped: another server has gone on with the history it was to replace");
        }
        finish(marker, logs, snapshots);
        return Optional.of("Finished the installation of " + marker.snapshot() + " from another member in "
                + snapshots.path() + ", in which the last process was interrupted");
    }

    private static String setAside(Set<String> names, Directory snapshots) throws IOException {
        List<String> kept = new ArrayList<>();
        for (String name : names) {
            if (name.equals(InstallationMarker.NAME) || name.startsWith(InstallationMarker.staged(""))) {
                kept.add(SetAside.nameFor(snapshots, name));
                snapshots.rename(name, kept.get(kept.size() - 1));
            }
        }
        snapshots.sync();
        return snapshots.path().resolve(InstallationMarker.NAME)
                + " is damaged: the snapshot from another member that it speaks of is not installed. Kept are " + kept;
    }

    private static void finish(InstallationMarker marker, Directory logs, Directory snapshots) throws IOException {
        boolean keeps = new IncompleteMark(snapshots).isSet();
        Leaving leaving = new Leaving(marker.keptAs(), keeps);
        removeSnapshots(marker, snapshots, leaving);
        for (String name : marker.logs().keySet()) {
            leaving.leave(logs, name);
        }
        logs.sync();
        snapshots.rename(marker.staged(), marker.snapshot());
        snapshots.sync();
        removeMarker(snapshots);
    }

    /** Removes the old snapshots, the newest last. The old logs may have a gap after any other snapshot. */
    private static void removeSnapshots(InstallationMarker marker, Directory snapshots, Leaving leaving)
            throws IOException {
        List<ZxidName> old =
                ZxidName.ascending(new ArrayList<>(marker.snapshots().keySet()), ZxidName.SNAPSHOT);
        int newest = old.size() - 1;
        for (int i = 0; i < newest; i++) {
            leaving.leave(snapshots, old.get(i).name());
        }
        snapshots.sync();
        if (newest >= 0) {
            leaving.leave(snapshots, old.get(newest).name());
            snapshots.sync();
        }
    }

    private static void removeMarker(Directory snapshots) throws IOException {
        new Leaving("", false).leave(snapshots, InstallationMarker.NAME);
        snapshots.sync();
    }

    /**
     * Removes an old file, or renames it.
     *
     * @param keptAs prefix for its new name; empty if it is not kept
     * @param isDamaged whether the member is incomplete: the file may then be damaged, and is kept in any
     *   case
     */
    private record Leaving(String keptAs, boolean isDamaged) {
        void leave(Directory directory, String name) throws IOException {
            try {
                if (isDamaged) {
                    directory.rename(name, SetAside.nameFor(directory, name));
                } else if (!keptAs.isEmpty()) {
                    directory.rename(name, keptAs + name);
                } else {
                    directory.delete(name);
                }
            } catch (NoSuchFileException e) {
                // An earlier attempt has removed this file.
            }
        }
    }
}
