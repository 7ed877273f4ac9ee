// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import io.paddock.protocol.Zxid;
import io.paddock.storage.disk.Directory;
import io.paddock.storage.disk.FileFailure;
import io.paddock.storage.disk.RealDirectory;
import io.paddock.storage.disk.ZxidName;
import io.paddock.storage.snapshot.SnapshotFiles;
import io.paddock.storage.snapshot.SnapshotReader;
import io.paddock.storage.snapshot.SnapshotWriter;
import io.paddock.storage.tree.AclTable;
import io.paddock.storage.tree.ZnodeTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Reads the tree from a data directory: the newest snapshot that can be read, then every log record after it.
 *
 * <p>If acknowledged writes may be missing, the start is refused. If ZooKeeper would start, this class may
 * only log a warning. A torn record at the end of the log was never acknowledged. It stays where it is and
 * marks the end of its file forever, because the next process never writes to a file that it did not create.
 * A failed start changes nothing on the disk, except that it deletes an "initialize" marker and a newest log
 * file of length 0.
 */
public final class Recovery {
    private static final int SNAPSHOTS_MAX = 100;
    private static final String INITIALIZE = "initialize";

    private final DataDirectories directories;
    private final RecoveryOptions options;
    private final boolean bearsLosses;
    private final Warnings warnings = new Warnings();
    /**
     * Whether this start skipped a damaged snapshot or passed over a gap. A new snapshot then spares later
     * starts the same. It matters also because the purge counts snapshots that only look whole.
     */
    private boolean snapshotNeeded;

    private final List<String> losses = new ArrayList<>();

    private Recovery(DataDirectories directories, RecoveryOptions options, boolean bearsLosses) {
        this.directories = directories;
        this.options = options;
        this.bearsLosses = bearsLosses;
    }

    /**
     * Reads the directory. Three kinds of start write a snapshot. A new database needs one, because the next
     * start would not accept its logs without it. A tree from which dead ephemerals were deleted gets one
     * without them. A start that skipped a damaged snapshot or a gap writes one that needs neither.
     *
     * @param dataLogDir where the log is; usually the same as {@code dataDir}
     * @throws UnusableDirectory when a directory is missing or the wrong one: exit code 3
     * @throws RecoveryRefused when the files are damaged: exit code 1
     * @throws IOException when they cannot be read: exit code 1
     */
    public static Recovered open(Path dataDir, Path dataLogDir, RecoveryOptions options) throws IOException {
        return new Recovery(new DataDirectories(dataDir, dataLogDir), options, false).run();
    }

    /**
     * Reads the directory for a server that can receive lost data from other members. Where {@link #open}
     * refuses, this method leaves the files as they are and reports the losses.
     */
    static Recovered ofMember(Path dataDir, Path dataLogDir, RecoveryOptions options) throws IOException {
        return new Recovery(new DataDirectories(dataDir, dataLogDir), options.strict(), true).run();
    }

    private Recovered run() throws IOException {
        directories.prepare(options.createDirectories());
        Path snapshots = directories.snapshots();
        SnapshotInstallation.resume(new RealDirectory(directories.logs()), new RealDirectory(snapshots))
                .ifPresent(warnings::add);
        refuseIncomplete(snapshots);
        List<ZxidName> candidates = candidates(snapshots);
        long start = System.nanoTime();
        ZnodeTree tree = candidates.isEmpty() ? null : load(candidates);
        boolean emptyExpected = takeInitializeMarkers();
        long snapshotZxid = tree == null ? -1 : tree.lastZxid();
        if (tree == null) {
            tree = withoutSnapshot(emptyExpected);
        }
        long loaded = System.nanoTime();
        long replayed = losses.isEmpty() ? replay(tree, snapshotZxid) : 0;
        boolean changed = finish(tree, replayed);
        long done = System.nanoTime();
        if (losses.isEmpty() && (snapshotZxid < 0 || changed || snapshotNeeded)) {
            new SnapshotWriter(new RealDirectory(snapshots), options.compression(), 0).write(tree);
        }
        return new Recovered(
                tree,
                snapshotZxid,
                replayed,
                TimeUnit.NANOSECONDS.toMillis(loaded - start),
                TimeUnit.NANOSECONDS.toMillis(done - loaded),
                warnings.texts(),
                List.copyOf(losses));
    }

    /**
     * Refuses a standalone start on data that a member has lost part of. The member may restore it only from
     * another member. Alone, it would serve the rest as if it were complete.
     */
    private void refuseIncomplete(Path snapshots) throws IOException {
        IncompleteMark mark = new IncompleteMark(new RealDirectory(snapshots));
        if (!bearsLosses && mark.isSet()) {
            throw new RecoveryRefused("This server was the member of an ensemble and lost data (" + mark.reasons()
                    + "): start it as a member again, or restore the data and remove "
                    + snapshots.resolve(IncompleteMark.NAME));
        }
    }

    /**
     * Records a loss, or refuses the start. A file that this process may not read is not lost: the operator
     * can correct its permissions.
     */
    private void lose(RecoveryRefused why) throws RecoveryRefused {
        Optional<Path> unreadable = firstUnreadable();
        if (unreadable.isPresent()) {
            String denied = FileFailure.denied(unreadable.get());
            throw why.getMessage().contains(denied) ? why : new RecoveryRefused(why.getMessage() + ". " + denied, why);
        }
        if (!bearsLosses) {
            throw why;
        }
        losses.add(why.getMessage());
    }

    private Optional<Path> firstUnreadable() {
        for (Path directory : List.of(directories.snapshots(), directories.logs())) {
            try {
                for (String name : new RealDirectory(directory).names()) {
                    boolean isOurs = name.startsWith(ZxidName.SNAPSHOT + ".") || name.startsWith(ZxidName.LOG + ".");
                    if (isOurs && !Files.isReadable(directory.resolve(name))) {
                        return Optional.of(directory.resolve(name));
                    }
                }
            } catch (IOException e) {
                return Optional.of(directory);
            }
        }
        return Optional.empty();
    }

    private long replay(ZnodeTree tree, long snapshotZxid) throws IOException {
        LogReplay replay = new LogReplay(directories.logs(), options, warnings);
        try {
            long replayed = replay.replay(tree, snapshotZxid);
            snapshotNeeded |= replay.hasPassedGap();
            return replayed;
        } catch (RecoveryRefused e) {
            lose(e);
        } catch (IOException e) {
            lose(new RecoveryRefused(
                    "The log in " + directories.logs() + " cannot be read: " + FileFailure.explain(e), e));
        }
        return replay.replayed();
    }

    private List<ZxidName> candidates(Path snapshots) throws IOException {
        List<String> names = new RealDirectory(snapshots).names();
        List<ZxidName> candidates = SnapshotFiles.newestFirst(snapshots, names, SNAPSHOTS_MAX);
        long newest = candidates.isEmpty() ? -1 : candidates.get(0).zxid();
        ZxidName.ascending(names, ZxidName.SNAPSHOT).stream()
                .filter(each -> each.zxid() > newest)
                .forEach(each -> warnings.add("ignoring " + whyUnusable(snapshots.resolve(each.name()))));
        return candidates;
    }

    private static String whyUnusable(Path file) {
        return Files.isReadable(file) ? file + ", which is not whole" : FileFailure.denied(file);
    }

    /** If a candidate cannot be read for any reason, the next older one is tried. */
    private ZnodeTree load(List<ZxidName> candidates) throws RecoveryRefused {
        for (ZxidName candidate : candidates) {
            Path file = directories.snapshots().resolve(candidate.name());
            try {
                return SnapshotReader.read(file, candidate.zxid(), options.digestEnabled())
                        .tree();
            } catch (IOException e) {
                warnings.add("problem reading snap file " + file, e);
                snapshotNeeded = true;
            }
        }
        lose(new RecoveryRefused("Not able to find valid snapshots in " + directories.snapshots()));
        return null;
    }

    /**
     * @return whether there was a marker. Both directories are searched, because ZooKeeper's own tool and
     *   server use different ones
     */
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
            lose(new RecoveryRefused("No snapshot found, but there are log entries. Something is broken! Logs are in "
                    + directories.logs() + ": bring back the snapshot in " + directories.snapshots()
                    + ", or start once with zookeeper.snapshot.trust.empty=true if there never was one"
                    + unusableSnapshots()));
        } else if (!logs.isEmpty()) {
            warnings.add("No snapshot found, and snapshot.trust.empty is true: replaying every log in "
                    + directories.logs() + ", missing ones at the beginning go unnoticed");
        } else if (!snapshotNames().isEmpty()) {
            lose(new RecoveryRefused("No valid snapshot found in " + directories.snapshots() + ", only damaged ones "
                    + snapshotNames() + ": restore one, or remove them to start with an empty database"));
        } else if (!options.createDatabase() && !emptyExpected) {
            lose(new RecoveryRefused("No data found in " + directories.snapshots()
                    + " and db.autocreate is false: restore the data, or create a file named initialize in "
                    + directories.dataDir() + " to start with an empty database"));
        }
        return new ZnodeTree(options.digestEnabled());
    }

    private String unusableSnapshots() throws IOException {
        StringBuilder text = new StringBuilder();
        for (String name : snapshotNames()) {
            text.append(". Not usable is ")
                    .append(whyUnusable(directories.snapshots().resolve(name)));
        }
        return text.toString();
    }

    private List<String> snapshotNames() throws IOException {
        return ZxidName.ascending(new RealDirectory(directories.snapshots()).names(), ZxidName.SNAPSHOT).stream()
                .map(ZxidName::name)
                .toList();
    }

    /**
     * @return whether the tree is no longer what snapshot and log give; without a new snapshot, the next
     *   start would fail
     */
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
        Directory snapshots = new RealDirectory(directories.snapshots());
        boolean changed = false;
        if (bearsLosses) {
            missBeyond(snapshots, tree.lastZxid());
        } else {
            changed = deleteDeadEphemerals(tree);
            setAside(snapshots, tree.lastZxid());
        }
        for (Path path : List.of(directories.snapshots(), directories.logs())) {
            deleteLeftovers(new RealDirectory(path));
        }
        return changed;
    }

    /**
     * Deletes ephemerals without logging it. If a later txn creates the same path, a replay without a new
     * snapshot would find the dead znode there.
     */
    private static boolean deleteDeadEphemerals(ZnodeTree tree) {
        tree.gate().lockAll();
        try {
            return !tree.deleteDeadEphemerals().isEmpty();
        } finally {
            tree.gate().unlockAll();
        }
    }

    private void missBeyond(Directory snapshots, long lastZxid) throws IOException {
        for (ZxidName each : ZxidName.ascending(snapshots.names(), ZxidName.SNAPSHOT)) {
            if (each.zxid() > lastZxid) {
                lose(new RecoveryRefused(snapshots.path().resolve(each.name())
                        + " cannot be used, and the recovered data ends at 0x" + Zxid.hex(lastZxid) + " before it"));
            }
        }
    }

    /**
     * Renames snapshots beyond the recovered tree. They could not be read, and the log does not reach them.
     * Their zxids are about to be used again, for other txns. If one became readable at a later start, that
     * start would lose the new txns before it, and would apply those after it to the wrong tree.
     */
    private void setAside(Directory snapshots, long lastZxid) throws IOException {
        boolean any = false;
        for (ZxidName each : ZxidName.ascending(snapshots.names(), ZxidName.SNAPSHOT)) {
            if (each.zxid() > lastZxid) {
                String kept = SetAside.nameFor(snapshots, each.name());
                snapshots.rename(each.name(), kept);
                warnings.add(
                        snapshots.path().resolve(each.name()) + " cannot be used, and the recovered data ends at 0x"
                                + Zxid.hex(lastZxid) + " before it: updates are lost. It is kept as " + kept);
                any = true;
            }
        }
        if (any) {
            snapshots.sync();
        }
    }

    /** Deletes files whose writer ended before they were whole. */
    private static void deleteLeftovers(Directory directory) throws IOException {
        for (String name : directory.names()) {
            if (name.startsWith(ZxidName.TEMPORARY_PREFIX)) {
                directory.delete(name);
            }
        }
    }
}
