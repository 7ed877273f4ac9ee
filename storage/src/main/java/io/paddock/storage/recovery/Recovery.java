// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import io.paddock.protocol.Zxid;
import io.paddock.storage.disk.Directory;
import io.paddock.storage.disk.RealDirectory;
import io.paddock.storage.disk.ZxidName;
import io.paddock.storage.snapshot.SnapshotFiles;
import io.paddock.storage.snapshot.SnapshotReader;
import io.paddock.storage.snapshot.SnapshotWriter;
import io.paddock.storage.tree.AclTable;
import io.paddock.storage.tree.ZnodeTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * From a data directory to the tree it holds: the newest snapshot that can be read, then every log record after it.
 *
 * <p>Whatever could mean that acknowledged writes are missing is refused or, where ZooKeeper starts, warned about. A torn record at the end of the
 * log was never acknowledged; it is left where it is, as the next process never writes to a file it did not create, and reads as the end
 * of its file for ever. A failed start changes nothing on the disk but to delete an "initialize" marker and a newest log file of length 0.
 */
public final class Recovery {
    private static final int SNAPSHOTS_MAX = 100;
    private static final String INITIALIZE = "initialize";
    private static final String SET_ASIDE_PREFIX = "damaged-";

    private final DataDirectories directories;
    private final RecoveryOptions options;
    private final Warnings warnings = new Warnings();

    private Recovery(DataDirectories directories, RecoveryOptions options) {
        this.directories = directories;
        this.options = options;
    }

    /**
     * Reads what is there. A new database gets its first snapshot, without which its logs would not be accepted at the next start; a tree
     * that lost dead ephemerals gets one without them.
     *
     * @param dataLogDir where the log is; usually the same as {@code dataDir}
     * @throws UnusableDirectory when a directory is missing or the wrong one: exit code 3
     * @throws RecoveryRefused when the files are damaged: exit code 1
     * @throws IOException when they cannot be read: exit code 1
     */
    public static Recovered open(Path dataDir, Path dataLogDir, RecoveryOptions options) throws IOException {
        return new Recovery(new DataDirectories(dataDir, dataLogDir), options).run();
    }

    private Recovered run() throws IOException {
        directories.prepare(options.createDirectories());
        Path snapshots = directories.snapshots();
        SnapshotInstallation.resume(new RealDirectory(directories.logs()), new RealDirectory(snapshots))
                .ifPresent(warnings::add);
        List<ZxidName> candidates = candidates(snapshots);
        long start = System.nanoTime();
        ZnodeTree tree = candidates.isEmpty() ? null : load(candidates);
        boolean emptyExpected = takeInitializeMarkers();
        long snapshotZxid = tree == null ? -1 : tree.lastZxid();
        if (tree == null) {
            tree = withoutSnapshot(emptyExpected);
        }
        long loaded = System.nanoTime();
        long replayed = new LogReplay(directories.logs(), options, warnings).replay(tree, snapshotZxid);
        boolean changed = finish(tree, replayed);
        long done = System.nanoTime();
        if (snapshotZxid < 0 || changed) {
            new SnapshotWriter(new RealDirectory(snapshots), options.compression(), 0).write(tree);
        }
        return new Recovered(
                tree,
                snapshotZxid,
                replayed,
                TimeUnit.NANOSECONDS.toMillis(loaded - start),
                TimeUnit.NANOSECONDS.toMillis(done - loaded),
                warnings.texts());
    }

    private List<ZxidName> candidates(Path snapshots) throws IOException {
        List<String> names = new RealDirectory(snapshots).names();
        List<ZxidName> candidates = SnapshotFiles.newestFirst(snapshots, names, SNAPSHOTS_MAX);
        long newest = candidates.isEmpty() ? -1 : candidates.get(0).zxid();
        ZxidName.ascending(names, ZxidName.SNAPSHOT).stream()
                .filter(each -> each.zxid() > newest)
                .forEach(each -> warnings.add("ignoring " + snapshots.resolve(each.name()) + ", which is not whole"));
        return candidates;
    }

    /** Whatever is wrong with a candidate, the next older one is tried. */
    private ZnodeTree load(List<ZxidName> candidates) throws RecoveryRefused {
        for (ZxidName candidate : candidates) {
            Path file = directories.snapshots().resolve(candidate.name());
            try {
                return SnapshotReader.read(file, candidate.zxid(), options.digestEnabled())
                        .tree();
            } catch (IOException e) {
                warnings.add("problem reading snap file " + file, e);
            }
        }
        throw new RecoveryRefused("Not able to find valid snapshots in " + directories.snapshots());
    }

    /** @return whether there was a marker; looked for in both directories, as ZooKeeper's own tool and server do not agree on one */
    private boolean takeInitializeMarkers() throws IOException {
        boolean found = false;
        for (Path path : List.of(directories.dataDir(), directories.dataLogDir())) {
            Directory directory = new RealDirectory(path);
            if (directory.names().contains(INITIALIZE)) {
                directory.delete(INITIALIZE);
                found = true;
            }
        }
        return found;
    }

    private ZnodeTree withoutSnapshot(boolean emptyExpected) throws IOException {
        List<ZxidName> logs = ZxidName.ascending(new RealDirectory(directories.logs()).names(), ZxidName.LOG);
        if (!logs.isEmpty() && !options.trustEmptySnapshot()) {
            throw new RecoveryRefused("No snapshot found, but there are log entries. Something is broken! Logs are in "
                    + directories.logs() + ": bring back the snapshot in " + directories.snapshots()
                    + ", or start once with zookeeper.snapshot.trust.empty=true if there never was one");
        }
        if (!logs.isEmpty()) {
            warnings.add("No snapshot found, and snapshot.trust.empty is true: replaying every log in "
                    + directories.logs() + ", missing ones at the beginning go unnoticed");
        } else if (!snapshotNames().isEmpty()) {
            throw new RecoveryRefused("No valid snapshot found in " + directories.snapshots() + ", only damaged ones "
                    + snapshotNames() + ": restore one, or remove them to start with an empty database");
        } else if (!options.createDatabase() && !emptyExpected) {
            throw new RecoveryRefused("No data found in " + directories.snapshots()
                    + " and db.autocreate is false: restore the data, or create a file named initialize in "
                    + directories.dataDir() + " to start with an empty database");
        }
        return new ZnodeTree(options.digestEnabled());
    }

    private List<String> snapshotNames() throws IOException {
        return ZxidName.ascending(new RealDirectory(directories.snapshots()).names(), ZxidName.SNAPSHOT).stream()
                .map(ZxidName::name)
                .toList();
    }

    /** @return whether the tree is no longer what snapshot and log give, which the next start would trip over */
    private boolean finish(ZnodeTree tree, long replayed) throws IOException {
        long pending = tree.digests().pendingZxid();
        if (pending > tree.lastZxid()) {
            warnings.add("Highest txn zxid 0x" + Zxid.hex(tree.lastZxid())
                    + " is not covering the snapshot digest zxid 0x" + Zxid.hex(pending)
                    + ", which might lead to inconsistent state");
        }
        if (tree.digests().mismatches() > 0) {
            warnings.add(tree.digests().mismatches() + " of " + replayed
                    + " digests recorded in snapshot and log are not those of the recovered tree");
        }
        if (tree.aclTable().ids().containsValue(AclTable.UNRESOLVED)) {
            warnings.add(
                    "Some znodes have an ACL that neither snapshot nor log contains: only the super user may access them");
        }
        boolean changed;
        tree.gate().lockAll();
        try {
            // Nothing is logged for it: a create of the same path logged later would meet the dead one in the replay.
            changed = !tree.deleteDeadEphemerals().isEmpty();
        } finally {
            tree.gate().unlockAll();
        }
        setAside(new RealDirectory(directories.snapshots()), tree.lastZxid());
        for (Path path : List.of(directories.snapshots(), directories.logs())) {
            deleteLeftovers(new RealDirectory(path));
        }
        return changed;
    }

    /**
     * Snapshots beyond the recovered tree could not be read, and the log does not reach them: their zxids are about to be used again, for other
     * txns. Should one be readable at a later start, the new txns before it would be lost and those behind it applied to the wrong tree.
     */
    private void setAside(Directory snapshots, long lastZxid) throws IOException {
        boolean any = false;
        for (ZxidName each : ZxidName.ascending(snapshots.names(), ZxidName.SNAPSHOT)) {
            if (each.zxid() > lastZxid) {
                snapshots.rename(each.name(), SET_ASIDE_PREFIX + each.name());
                warnings.add(
                        snapshots.path().resolve(each.name()) + " cannot be used, and the recovered data ends at 0x"
                                + Zxid.hex(lastZxid) + " before it: updates are lost. It is kept as " + SET_ASIDE_PREFIX
                                + each.name());
                any = true;
            }
        }
        if (any) {
            snapshots.sync();
        }
    }

    /** Files whose writer ended before they were whole. */
    private static void deleteLeftovers(Directory directory) throws IOException {
        for (String name : directory.names()) {
            if (name.startsWith(ZxidName.TEMPORARY_PREFIX)) {
                directory.delete(name);
            }
        }
    }
}
