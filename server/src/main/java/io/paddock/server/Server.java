// SPDX-License-Identifier: Apache-2.0
package io.paddock.server;

import io.paddock.protocol.quorum.HostPort;
import io.paddock.server.admin.FourLetterWords;
import io.paddock.server.admin.MemberView;
import io.paddock.server.admin.RunningServer;
import io.paddock.server.auth.AccessControl;
import io.paddock.server.config.ServerConfig;
import io.paddock.server.core.Clock;
import io.paddock.server.core.Core;
import io.paddock.server.core.Purger;
import io.paddock.server.core.Snapshots;
import io.paddock.server.metrics.Metrics;
import io.paddock.server.net.FrontEnd;
import io.paddock.server.peer.History;
import io.paddock.server.peer.Host;
import io.paddock.server.peer.Membership;
import io.paddock.server.peer.Peer;
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
 * One server, standalone or a member of an ensemble: builds everything from a configuration, says where it listens, closes it in the right order. Any thread.
 */
public final class Server implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);
    private static final long STANDALONE_ID = 1;
    private static final long HAND_OVER_MILLIS = 2000;

    private final Core core;
    private final FrontEnd frontEnd;
    private final Snapshots snapshots;
    private final Purger purger;
    private final FourLetterWords words;
    private final DirectoryLock lock;
    private Peer peer; // null for a standalone server
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /** @param history what a member found; null for a standalone server */
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
        core = new Core(
                config,
                tree,
                log,
                access,
                isMember ? config.ensemble().sid() : STANDALONE_ID,
                clock,
                metrics,
                snapshots::start,
                fatal,
                isMember ? around -> join(config, tree, history, logDirectory, snapDirectory, metrics, around) : null);
        int loops = Runtime.getRuntime().availableProcessors();
        frontEnd = new FrontEnd(config, tree, core, access, clock, metrics, loops);
        purger = new Purger(logDirectory, snapDirectory, config.purge().retain());
        MemberView place = peer == null ? MemberView.ALONE : peer.view();
        words = new FourLetterWords(new RunningServer(config, tree, core, frontEnd, log, metrics, clock, place));
        core.start();
        try {
            frontEnd.bind(config.clientPort().bindAddress(), words);
        } catch (IOException e) {
            close();
            throw e;
        }
        if (recovered.recordsReplayed() > storage.snapCount() / 2) {
            snapshots.start(); // A long log would have to be replayed at every start until the next snapshot is due.
        }
        if (config.purge().enabled()) {
            purger.start(config.purge().intervalHours());
        }
    }

    private Peer join(
            ServerConfig config,
            ZnodeTree tree,
            History history,
            Directory logs,
            Directory snapshots,
            Metrics metrics,
            Core around) {
        ServerConfig.Storage storage = config.storage();
        peer = new Membership(
                        config,
                        tree,
                        new DataDirectories(storage.dataDir(), storage.dataLogDir()),
                        recoveryOptions(config),
                        logs,
                        snapshots,
                        metrics,
                        new Surroundings())
                .around(around, history);
        return peer;
    }

    private final class Surroundings implements Host {
        @Override
        public void failed(Throwable cause) {
            fail(cause);
        }

        @Override
        public void clientsMoved(HostPort address) {
            Thread mover = new Thread(() -> frontEnd.move(addressOf(address)), "client-port");
            mover.setDaemon(true);
            mover.start();
        }

        private InetSocketAddress addressOf(HostPort address) {
            return address.isAnyAddress()
                    ? new InetSocketAddress(address.port())
                    : new InetSocketAddress(address.host(), address.port());
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

    /** As {@link #start(ServerConfig)}, with a log directory and a clock that a test may tamper with. */
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
        // Whatever a client may send must be taken for a torn write when the power goes in the middle of it.
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

    /** @return where clients connect; the port is the real one where 0 was configured */
    public InetSocketAddress clientAddress() {
        return frontEnd.address();
    }

    private void fail(Throwable cause) {
        LOG.error("Severe unrecoverable error: this server cannot go on", cause);
        ended.completeExceptionally(cause);
    }

    /**
     * Returns when the server has been closed.
     *
     * @throws ExecutionException when it failed instead, with the cause: the process should end
     */
    public void awaitTermination() throws InterruptedException, ExecutionException {
        ended.get();
    }

    /** Stops listening, finishes the writes already taken, closes the log. Sessions live on in the data directory. */
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
        words.close();
        purger.close();
        snapshots.close();
        lock.close();
        ended.complete(null);
    }
}
