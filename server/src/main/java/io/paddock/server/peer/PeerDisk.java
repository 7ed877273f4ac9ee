// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.server.config.DynamicConfigFiles;
import io.paddock.server.core.ProposalLog;
import io.paddock.storage.disk.Directory;
import io.paddock.storage.disk.ZxidName;
import io.paddock.storage.log.LogTail;
import io.paddock.storage.recovery.ConflictMark;
import io.paddock.storage.recovery.DataDirectories;
import io.paddock.storage.recovery.EpochFiles;
import io.paddock.storage.recovery.IncompleteMark;
import io.paddock.storage.recovery.RecoveryOptions;
import io.paddock.storage.recovery.SnapshotInstallation;
import io.paddock.storage.recovery.Truncation;
import io.paddock.storage.recovery.TruncationRefused;
import io.paddock.storage.recovery.TxnCount;
import io.paddock.storage.tree.ZnodeTree;
import io.paddock.zab.door.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a member's disk is asked beyond appending: epochs, cutting the log back, another history in its place. All of it happens on the log thread,
 * in its place among the appends, and is told on the core thread when it is durable.
 */
final class PeerDisk {
    private static final Logger LOG = LoggerFactory.getLogger(PeerDisk.class);

    private final DataDirectories directories;
    private final RecoveryOptions options;
    private final Directory logs;
    private final Directory snapshots;
    private final EpochFiles epochs;
    private final DynamicConfigFiles configFiles;
    private final ProposalLog log;
    private final Consumer<Runnable> core;
    private final Consumer<Event> events;

    /**
     * @param core runs a task on the core thread
     * @param events takes what has happened, on the core thread
     */
    PeerDisk(
            DataDirectories directories,
            RecoveryOptions options,
            Directory logs,
            Directory snapshots,
            DynamicConfigFiles configFiles,
            ProposalLog log,
            Consumer<Runnable> core,
            Consumer<Event> events) {
        this.directories = directories;
        this.options = options;
        this.logs = logs;
        this.snapshots = snapshots;
        this.epochs = new EpochFiles(snapshots);
        this.configFiles = configFiles;
        this.log = log;
        this.core = core;
        this.events = events;
    }

    void saveAcceptedEpoch(long epoch) {
        log.run(writer -> {
            epochs.writeAccepted(epoch);
            tell(new Event.AcceptedEpochSaved(epoch));
        });
    }

    void saveCurrentEpoch(long epoch) {
        log.run(writer -> {
            epochs.writeCurrent(epoch);
            tell(new Event.CurrentEpochSaved(epoch));
        });
    }

    /** Cuts the log back. @param reload told the tree as it is then, on the core thread, before the event; not told when nothing was cut */
    void truncate(long zxid, Consumer<ZnodeTree> reload) {
        log.run(writer -> {
            writer.roll();
            try {
                long last = new Truncation(logs, snapshots, options.recordBytesMax())
                        .to(zxid)
                        .lastZxid();
                ZnodeTree tree = read();
                writer.restartAt(last);
                LOG.info("Truncated the log to 0x{}", Long.toHexString(last));
                core.accept(() -> {
                    reload.accept(tree);
                    events.accept(new Event.Truncated(last));
                });
            } catch (TruncationRefused e) {
                LOG.warn("The log cannot be cut, so the leader is asked for a snapshot: {}", e.getMessage());
                tell(new Event.CannotTruncate(zxid));
            }
        });
    }

    /**
     * Puts a tree that was received in the place of everything.
     *
     * @param lastZxid the end of the history that it replaces
     * @param keepsOld whether that may hold what the tree does not: then its files are kept under other names
     * @param reload told the tree once it is durable, on the core thread, before the event
     */
    void install(ZnodeTree tree, long lastZxid, boolean keepsOld, Consumer<ZnodeTree> reload) {
        log.run(writer -> {
            writer.roll();
            long zxid = tree.lastZxid();
            SnapshotInstallation installation = new SnapshotInstallation(logs, snapshots, options.compression());
            if (keepsOld && !new IncompleteMark(snapshots).isSet()) {
                warnOfReplacing(lastZxid, zxid);
                installation.installAndKeep(tree, Instant.now());
            } else {
                installation.install(tree);
            }
            writer.restartAt(zxid);
            LOG.info("Installed a snapshot of the leader's, up to 0x{}", Long.toHexString(zxid));
            core.accept(() -> {
                reload.accept(tree);
                events.accept(new Event.SnapshotInstalled(zxid, ShownEnsemble.in(tree)));
            });
        });
    }

    private void warnOfReplacing(long lastZxid, long zxid) throws IOException {
        OptionalLong count = TxnCount.in(logs, options.recordBytesMax());
        LOG.warn(
                "The leader's snapshot, up to 0x{}, replaces this member's history. {} txns up to 0x{} may not be in the new history. The old"
                        + " files are kept in {} under names that begin with replaced-",
                Zxid.hex(zxid),
                count.isPresent() ? count.getAsLong() : "An unknown number of",
                Zxid.hex(lastZxid),
                snapshots.path());
    }

    /** Remembers that this member's history and a leader's exclude each other, until {@link #trust}. */
    void markConflict(String why) {
        log.run(writer -> new ConflictMark(snapshots).set(why));
    }

    /** @return when the newest file of this member's history was written, in words */
    String lastWritten() {
        try (Stream<Path> files = Files.list(logs.path())) {
            return files.filter(file -> file.getFileName().toString().startsWith(ZxidName.LOG + "."))
                    .map(file -> file.toFile().lastModified())
                    .max(Long::compare)
                    .map(millis -> "last written " + Instant.ofEpochMilli(millis))
                    .orElse("nothing was logged");
        } catch (IOException e) {
            return "the time of the last txn is unknown";
        }
    }

    /** Writes the configurations to their files. */
    void keep(EnsembleConfig committed, EnsembleConfig lastSeen) {
        log.run(writer -> {
            configFiles.lastSeen(lastSeen);
            configFiles.committed(committed);
        });
    }

    /** Remembers that this member may have forgotten something, until {@link #trust}. @param then run on the core thread */
    void doubt(String why, Runnable then) {
        log.run(writer -> {
            new IncompleteMark(snapshots).add(List.of(why));
            core.accept(then);
        });
    }

    /** What this member has is what a leader gave it. */
    void trust() {
        log.run(writer -> {
            new IncompleteMark(snapshots).clear();
            new ConflictMark(snapshots).clear();
        });
    }

    /** Reads everything anew. @param reload told what is there, on the core thread */
    void reload(Consumer<History> reload) {
        log.run(writer -> {
            LogTail.settle(logs);
            History history = History.open(directories, options);
            writer.restartAt(history.recovered().lastZxid());
            core.accept(() -> reload.accept(history));
        });
    }

    /** As a member does: a server that is alone would delete the ephemerals of dead sessions, which is for the leader to decide. */
    private ZnodeTree read() throws IOException {
        History history = History.open(directories, options);
        if (history.disk().isIncomplete()) {
            throw new IOException("the data in " + directories.snapshots() + " is not whole any more");
        }
        return history.recovered().tree();
    }

    private void tell(Event event) {
        core.accept(() -> events.accept(event));
    }
}
