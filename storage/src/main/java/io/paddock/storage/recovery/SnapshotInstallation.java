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
 * Puts a tree received from the leader (SNAP) in the place of all snapshots and logs. A power cut leaves the one or the other history, never a
 * mixture. The steps, each durable before the next:
 *
 * <pre>
 * 1 the tree as a file that nobody takes for a snapshot         until here the old history is in force
 * 2 the marker {@link InstallationMarker#NAME}                  from here on, a start finishes what is left to be done
 * 3 the old snapshots go, the newest last; then the old logs    to a ZooKeeper server: the old history, or a refusal to start
 * 4 the file gets its name, snapshot.ZXID                       the new history
 * 5 the marker goes
 * </pre>
 *
 * <p>The files of a member that is incomplete ({@link IncompleteMark}) are not deleted but get other names: they may be all that is left of something.
 * So are those of a history that may hold what the new one does not ({@link ReplacedFiles}).
 *
 * <p>ZooKeeper writes the snapshot beside the old files: log records above its zxid are replayed over it at the next start, and a log with
 * a hole is sent to others as if it were whole. One thread; nothing else may write to the directories meanwhile, purge included.
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
     * Installs a tree, which no other thread changes meanwhile. The log must be closed ({@link io.paddock.storage.log.TxnLogWriter#roll}), and goes on
     * afterwards with {@link io.paddock.storage.log.TxnLogWriter#restartAt}. Snapshots of the old tree that were being written must have been
     * given up ({@link ZnodeTree#abandonWalks}).
     *
     * @return what was written; durable, and the only history there is
     * @throws IOException when the disk failed: the old history, or the new one, is what the next start finds
     */
    public SnapshotWriter.Written install(ZnodeTree tree) throws IOException {
        return install(tree, "");
    }

    /**
     * The same, of a history that may not contain the old one: the old files are kept under other names.
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
        syncNewestLog(); // What is about to be listed must not change by a power cut.
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
     * Finishes what an earlier process began; before anything else is read.
     *
     * @return what there is to tell of it, if anything
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
            snapshots.sync(); // All was done but this, and maybe not durably.
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

    /** The newest last: with any other, the old logs may have a hole. */
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
     * What becomes of an old file.
     *
     * @param keptAs what goes before its name; empty where it is not kept
     * @param isDamaged whether the member is incomplete, so that the file may be damaged, and is kept in any case
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
                // An earlier attempt got that far.
            }
        }
    }
}
