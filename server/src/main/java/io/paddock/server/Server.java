// SPDX-License-Identifier: Apache-2.0
package io.paddock.server;

import io.paddock.protocol.quorum.HostPort;
import io.paddock.server.admin.FourLetterWords;
import io.paddock.server.auth.AccessControl;
import io.paddock.server.config.ServerConfig;
import io.paddock.server.core.Agreement;
import io.paddock.server.core.ClientRoles;
import io.paddock.server.core.Clock;
import io.paddock.server.core.Core;
import io.paddock.server.core.CoreInbox;
import io.paddock.server.core.CoreParts;
import io.paddock.server.core.ProposalLog;
import io.paddock.server.core.PublishedRole;
import io.paddock.server.core.Purger;
import io.paddock.server.core.Snapshots;
import io.paddock.server.core.StandaloneAgreement;
import io.paddock.server.facts.MemberView;
import io.paddock.server.gather.FactThread;
import io.paddock.server.gather.LiveFacts;
import io.paddock.server.gather.RunningParts;
import io.paddock.server.listen.CannotListen;
import io.paddock.server.metrics.Metrics;
import io.paddock.server.net.FrontEnd;
import io.paddock.server.peer.History;
import io.paddock.server.peer.Host;
import io.paddock.server.peer.Membership;
import io.paddock.server.peer.Peer;
import io.paddock.server.session.SessionIds;
import io.paddock.storage.disk.Directory;
import io.paddock.storage.disk.RealDirectory;
import io.paddock.storage.log.LogOptions;
import io.paddock.storage.log.LogTail;
import io.paddock.storage.log.TxnLogReader;
import io.paddock.storage.log.TxnLogWriter;
import io.paddock.storage.recovery.DataDirectories;
import io.paddock.storage.recovery.DirectoryLock;
import io.paddock.storage.recovery.Recovered;
import io.paddock.storage.recovery.Recovery;
import io.paddock.storage.recovery.RecoveryOptions;
import io.paddock.storage.snapshot.Compression;
import io.paddock.storage.snapshot.SnapshotWriter;
import io.paddock.storage.tree.ZnodeTree;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One server, standalone or a member of an ensemble. It builds all parts from a configuration, reports the
 * address on which it listens, and closes the parts in the right order. Any thread.
 */
public final class Server implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);
    private static final long STANDALONE_ID = 1;
    private static final long HAND_OVER_MILLIS = 2000;

    private final Core core;
    private final FrontEnd frontEnd;
    private final Snapshots snapshots;
    private final Purger purger;
    private final FactThread factThread = new FactThread();
    private final DirectoryLock lock;
    private final Peer peer; // null for a standalone server
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /** @param history what a member found on its disk; null for a standalone server */
    private Server(
            ServerConfig config,
            DirectoryLock lock,
            Recovered recovered,
            History history,
            Directory logDirectory,
            Clock clock)
            throws IOException {
        this.lock = lock;
        ZnodeTree tree = recovered.tree();
        ServerConfig.Storage storage = config.storage();
        Directory snapDirectory = new RealDirectory(storage.snapDir());
        SnapshotWriter snapshotWriter =
                new SnapshotWriter(snapDirectory, compression(storage), storage.snapshotBytesPerSecondMax());
        AccessControl access = new AccessControl(config.auth());
        Consumer<Throwable> fatal = this::fail;
        Metrics metrics = new Metrics();
        count(recovered, metrics);
        snapshots = new Snapshots(tree, snapshotWriter, storage.snapDir(), metrics);
        TxnLogWriter log = new TxnLogWriter(logDirectory, logOptions(storage), new Random(), tree.lastZxid());
        boolean isMember = config.ensemble().distributed();
        CoreInbox inbox = CoreInbox.forThisHeap();
        CoreParts parts = CoreParts.of(config, tree, clock, metrics, inbox);
        ProposalLog proposals = new ProposalLog(log, metrics, inbox, fatal);
        PublishedRole role = new PublishedRole(isMember);
        SessionIds ids = new SessionIds(isMember ? config.ensemble().sid() : STANDALONE_ID, clock.wallMillis());
        ClientRoles roles = new ClientRoles(config, parts, access, ids, role);
        peer = isMember
                ? membership(config, tree, logDirectory, snapDirectory, metrics)
                        .around(inbox, roles, proposals, history)
                : null;
        Agreement agreement = peer == null ? new StandaloneAgreement(roles, proposals) : peer;
        core = new Core(parts, roles, proposals, agreement, snapshots::start, fatal);
        int loops = Runtime.getRuntime().availableProcessors();
        frontEnd = new FrontEnd(config, parts, role, access, metrics, loops);
        purger = new Purger(logDirectory, snapDirectory, config.purge().retain());
        MemberView place = peer == null ? MemberView.ALONE : peer.view();
        LiveFacts facts = new LiveFacts(new RunningParts(config, parts, frontEnd, log, metrics, place), factThread);
        FourLetterWords words = new FourLetterWords(config.fourLetterWords(), facts, facts.resets(), factThread);
        core.start();
        try {
            frontEnd.bind(config.clientPort().hostPort(), words);
        } catch (IOException e) {
            close();
            throw e;
        }
        if (recovered.recordsReplayed() > storage.snapCount() / 2) {
            // Otherwise every start would replay a long log until the next snapshot is due.
            snapshots.start();
        }
        if (config.purge().enabled()) {
            purger.start(config.purge().intervalHours());
        }
    }

    private Membership membership(
            ServerConfig config, ZnodeTree tree, Directory logs, Directory snapshots, Metrics metrics) {
        ServerConfig.Storage storage = config.storage();
        return new Membership(
                config,
                tree,
                new DataDirectories(storage.dataDir(), storage.dataLogDir()),
                recoveryOptions(config),
                logs,
                snapshots,
                metrics,
                new Surroundings());
    }

    private final class Surroundings implements Host {
        @Override
        public void failed(Throwable cause) {
            fail(cause);
        }

        @Override
        public void clientsMoved(HostPort address) {
            frontEnd.move(address.isAnyAddress() ? new HostPort(HostPort.ANY, address.port()) : address);
        }
    }

    /**
     * Recovers the data directory and serves.
     *
     * @throws io.paddock.storage.recovery.UnusableDirectory when a directory cannot be used
     * @throws IOException when the data cannot be trusted or read, or the port cannot be bound
     */
    public static Server start(ServerConfig config) throws IOException {
        ServerConfig.Storage storage = config.storage();
        return start(config, new RealDirectory(storage.logDir(), storage.forceSync()), Clock.SYSTEM);
    }

    /**
     * Does the same as {@link #start(ServerConfig)}, with a log directory and a clock that a test may
     * replace.
     */
    public static Server start(ServerConfig config, Directory logDirectory, Clock clock) throws IOException {
        ServerConfig.Storage storage = config.storage();
        DataDirectories directories = new DataDirectories(storage.dataDir(), storage.dataLogDir());
        directories.prepare(storage.dataDirAutocreate());
        DirectoryLock lock = DirectoryLock.take(directories);
        try {
            History history =
                    config.ensemble().distributed() ? History.atStart(directories, recoveryOptions(config)) : null;
            Recovered recovered = history == null
                    ? Recovery.open(storage.dataDir(), storage.dataLogDir(), recoveryOptions(config))
                    : history.recovered();
            LogTail.settle(logDirectory);
            LOG.info(
                    "Snapshot loaded, highest zxid is 0x{}, digest is {}, {} txns replayed",
                    Long.toHexString(recovered.lastZxid()),
                    recovered.tree().digest(),
                    recovered.recordsReplayed());
            return new Server(config, lock, recovered, history, logDirectory, clock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static RecoveryOptions recoveryOptions(ServerConfig config) {
        ServerConfig.Storage storage = config.storage();
        // Recovery must take any record that a client's request can cause for a torn write if a power cut
        // tore it.
        int recordBytesMax = Math.max(config.limits().fieldBytesMax(), TxnLogReader.RECORD_BYTES_MAX);
        return new RecoveryOptions(
                storage.dataDirAutocreate(),
                storage.dbAutocreate(),
                storage.trustEmptySnapshot(),
                storage.digestEnabled(),
                recordBytesMax,
                !config.strict(),
                false,
                compression(storage));
    }

    private static void count(Recovered recovered, Metrics metrics) {
        metrics.summary("startup_snap_load_time").record(recovered.loadMillis());
        metrics.summary("startup_txns_load_time").record(recovered.replayMillis());
        metrics.summary("startup_txns_loaded").record(recovered.recordsReplayed());
        metrics.summary("dbinittime").record(recovered.loadMillis() + recovered.replayMillis());
    }

    private static LogOptions logOptions(ServerConfig.Storage storage) {
        return new LogOptions(
                storage.preAllocBytes(),
                storage.txnLogSizeLimitBytes(),
                storage.snapCount(),
                storage.snapSizeLimitBytes(),
                storage.fsyncWarningMillis());
    }

    private static Compression compression(ServerConfig.Storage storage) {
        return switch (storage.snapshotCompression()) {
            case NONE -> Compression.NONE;
            case GZ -> Compression.GZ;
            case SNAPPY -> Compression.SNAPPY;
        };
    }

    /** @return where clients connect; if port 0 was configured, with the real port */
    public InetSocketAddress clientAddress() {
        return frontEnd.address();
    }

    private void fail(Throwable cause) {
        if (cause instanceof CannotListen) {
            LOG.error("Severe unrecoverable error: this server cannot go on: {}", cause.getMessage());
        } else {
            LOG.error("Severe unrecoverable error: this server cannot go on", cause);
        }
        ended.completeExceptionally(cause);
    }

    /**
     * Returns when the server has been closed.
     *
     * @throws ExecutionException when it failed instead, with the cause; the process should then end
     */
    public void awaitTermination() throws InterruptedException, ExecutionException {
        ended.get();
    }

    /**
     * Stops listening, finishes the writes already taken and closes the log. Sessions stay in the data
     * directory.
     */
    @Override
    public void close() {
        frontEnd.stopListening();
        if (peer != null) {
            peer.handOver(HAND_OVER_MILLIS);
        }
        core.close();
        if (peer != null) {
            peer.close();
        }
        frontEnd.close();
        factThread.close();
        purger.close();
        snapshots.close();
        lock.close();
        ended.complete(null);
    }
}
