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
 * A member's disk operations other than appending: it saves epochs, truncates the log, and installs another
 * history. The log thread carries them out, in order with the appends. When an operation is durable, the core
 * thread is told.
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
     * Does nothing yet.
     *
     * @param directories where the data is
     * @param options how the disk is read
     * @param logs directory of the log
     * @param snapshots directory of the snapshots
     * @param configFiles the files of the configurations
     * @param log runs the operations on the log thread
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

    /**
     * Truncates the log.
     *
     * @param zxid the new end
     * @param reload called with the resulting tree, on the core thread, before the event; not called if
     *     nothing was cut
     */
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
     * Replaces this member's whole history by a received tree.
     *
     * @param tree the received tree
     * @param lastZxid the end of the history that it replaces
     * @param keepsOld whether the old history may hold txns that the tree lacks: then its files are kept
     *     under other names
     * @param reload called with the tree after it is durable, on the core thread, before the event
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

    /** Records on disk that this member's history and a leader's exclude each other, until {@link #trust}. */
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

    /**
     * Records on disk that this member may have lost txns, until {@link #trust}.
     *
     * @param why the reason
     * @param then run on the core thread after that
     */
    void doubt(String why, Runnable then) {
        log.run(writer -> {
            new IncompleteMark(snapshots).add(List.of(why));
            core.accept(then);
        });
    }

    /** Clears these records, because this member's history is now the leader's. */
    void trust() {
        log.run(writer -> {
            new IncompleteMark(snapshots).clear();
            new ConflictMark(snapshots).clear();
        });
    }

    /**
     * Reads the disk again.
     *
     * @param reload called with the result, on the core thread
     */
    void reload(Consumer<History> reload) {
        log.run(writer -> {
            LogTail.settle(logs);
            History history = History.open(directories, options);
            writer.restartAt(history.recovered().lastZxid());
            core.accept(() -> reload.accept(history));
        });
    }

    /**
     * Reads as a member does. A standalone server would delete the ephemerals of dead sessions, but in an
     * ensemble only the leader may do so.
     */
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
