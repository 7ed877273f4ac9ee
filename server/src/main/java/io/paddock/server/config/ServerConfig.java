// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.config;

import io.paddock.protocol.quorum.HostPort;
import io.paddock.storage.snapshot.Compression;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Everything that an operator can decide, after it was read and checked. It does not change while the server
 * runs.
 *
 * @param source where it was read from: a path, or words such as "embedded defaults"
 * @param text the file as written; empty without a file
 * @param strict {@code paddock.compat=strict}: Apache's defaults, where Paddock's are deliberately different
 * @param myId first line of {@code dataDir/myid}, if there is such a file
 * @param warnings settings without effect, or with another effect than written; each is logged once at start
 */
public record ServerConfig(
        String source,
        String text,
        boolean strict,
        OptionalLong myId,
        ClientPort clientPort,
        Sessions sessions,
        Limits limits,
        Throttling throttling,
        Storage storage,
        Purge purge,
        Znodes znodes,
        Auth auth,
        FourLetterWords fourLetterWords,
        Ensemble ensemble,
        boolean readOnlyModeEnabled,
        List<String> warnings) {
    public ServerConfig {
        warnings = List.copyOf(warnings);
    }

    /** Returns the defaults with the data below {@code dataDir}, on port 2181. */
    public static ServerConfig defaults(Path dataDir) {
        try {
            return ConfigReader.fromMap(Map.of("dataDir", dataDir.toString(), "clientPort", "2181"));
        } catch (ConfigException e) {
            throw new IllegalStateException("the defaults must be valid", e);
        }
    }

    /** Returns whether members of an ensemble may change while it runs. */
    public boolean reconfigEnabled() {
        return ensemble.reconfigEnabled();
    }

    /**
     * Refuses settings that this version does not support, instead of ignoring them.
     *
     * @throws ConfigException if TLS is asked for, or SASL between members
     * @throws IllegalStateException if this server is not among the members of its ensemble
     */
    public void requireSupported() throws ConfigException {
        if (clientPort.securePort().isPresent()) {
            throw new ConfigException(source + " sets secureClientPort, and this version of Paddock does not speak TLS:"
                    + " remove secureClientPort, and keep clientPort to hosts you trust");
        }
        if (ensemble.distributed()) {
            requireSupportedEnsemble();
        }
    }

    private void requireSupportedEnsemble() throws ConfigException {
        Ensemble.Protection protection = ensemble.protection();
        if (protection.sslQuorum() || protection.portUnification()) {
            throw new ConfigException(source + " asks for TLS between members, which this version of Paddock does not"
                    + " speak: remove sslQuorum and portUnification, and keep the members' ports to hosts you trust");
        }
        if (protection.saslEnabled()) {
            throw new ConfigException(source + " asks members to authenticate by SASL, which this version of Paddock"
                    + " does not do: remove quorum.auth.enableSasl, and keep the members' ports to hosts you trust");
        }
        ensemble.self();
    }

    /**
     * Where clients connect.
     *
     * @param port 0 for any free port
     * @param address host name or address to bind; all addresses when empty
     * @param securePort the TLS port
     * @param listenBacklog -1 for the default of the operating system
     * @param tcpKeepAlive TCP keep-alive on client connections
     */
    public record ClientPort(
            int port,
            Optional<String> address,
            OptionalInt securePort,
            Optional<String> secureAddress,
            int listenBacklog,
            boolean tcpKeepAlive) {
        /** Returns where to listen, as configured; {@code 0.0.0.0} for all addresses. */
        public HostPort hostPort() {
            HostPort host = new HostPort(address.orElse(HostPort.ANY), port);
            return host.isAnyAddress() ? new HostPort(HostPort.ANY, port) : host;
        }

        /**
         * Returns the address to bind, resolved now. It is only for messages, since a later look-up may give
         * another one.
         */
        public InetSocketAddress bindAddress() {
            return address.map(host -> new InetSocketAddress(host, port)).orElseGet(() -> new InetSocketAddress(port));
        }
    }

    /**
     * Times that concern sessions.
     *
     * @param sessionlessTimeoutMillis a connection that has opened no session for this long is closed
     */
    public record Sessions(
            int tickTimeMillis,
            int minTimeoutMillis,
            int maxTimeoutMillis,
            int sessionlessTimeoutMillis,
            boolean closeSessionTxnEnabled) {}

    /**
     * Limits on what clients may ask for.
     *
     * @param maxClientCnxns connections per client address; 0 for no limit
     * @param maxCnxns connections of all clients; 0 for no limit
     * @param juteMaxBufferBytes longest frame
     * @param juteMaxBufferExtraBytes what one field of a record may exceed {@code juteMaxBufferBytes} by
     * @param globalOutstandingLimit with more requests than this in the server, connections with outstanding
     *   requests are not read
     * @param largeRequestMaxBytes sum of large requests in flight
     * @param largeRequestThresholdBytes a request from this size on counts as large; -1 for never
     */
    public record Limits(
            int maxClientCnxns,
            int maxCnxns,
            int juteMaxBufferBytes,
            int juteMaxBufferExtraBytes,
            int globalOutstandingLimit,
            int largeRequestMaxBytes,
            int largeRequestThresholdBytes) {
        /** @return longest field of a record, in bytes; the sum of both limits, without overflow */
        public int fieldBytesMax() {
            return (int) Math.min(Integer.MAX_VALUE, (long) juteMaxBufferBytes + juteMaxBufferExtraBytes);
        }
    }

    /**
     * Limits on admission, off by default.
     *
     * @param maxRequests with more requests than this in the server, no more are admitted; 0 for off
     * @param throttledOpWaitMillis a request that waited longer is answered with THROTTLEDOP; 0 for off
     */
    public record Throttling(
            int maxRequests,
            int stallTimeMillis,
            boolean dropStale,
            boolean staleLatencyCheck,
            boolean staleConnectionCheck,
            int throttledOpWaitMillis,
            ConnectionTokens connectionTokens) {}

    /**
     * Token bucket for new sessions.
     *
     * @param capacity 0 for off
     * @param freezeTimeMillis -1 for no random drops
     */
    public record ConnectionTokens(
            int capacity,
            int fillTimeMillis,
            int fillCount,
            int freezeTimeMillis,
            double dropIncrease,
            double dropDecrease,
            double decreaseRatio,
            boolean weightEnabled,
            int globalSessionWeight,
            int localSessionWeight,
            int renewSessionWeight) {}

    /**
     * The data directory and the txn log.
     *
     * @param snapCount txns between snapshots, at most
     * @param snapSizeLimitBytes bytes of log between snapshots, at most; 0 for no limit
     * @param txnLogSizeLimitBytes at this size a new log file begins; 0 for never
     * @param preAllocBytes by how much a log file grows at a time
     * @param forceSync false: writes are acknowledged before they are durable
     * @param snapshotCompression compression of new snapshots; old ones are always read by their suffix
     * @param snapshotBytesPerSecondMax how fast a snapshot is written beside the traffic; 0 for no limit
     * @param trustEmptySnapshot whether to start from logs without any snapshot
     * @param dbAutocreate false: an empty database needs the marker file {@code initialize}
     */
    public record Storage(
            Path dataDir,
            Path dataLogDir,
            int snapCount,
            long snapSizeLimitBytes,
            long txnLogSizeLimitBytes,
            long preAllocBytes,
            boolean forceSync,
            long fsyncWarningMillis,
            Batching batching,
            Compression snapshotCompression,
            long snapshotBytesPerSecondMax,
            boolean trustEmptySnapshot,
            boolean dataDirAutocreate,
            boolean dbAutocreate,
            boolean digestEnabled,
            boolean serializeLastProcessedZxid) {
        /** Returns the directory of the snapshots. */
        public Path snapDir() {
            return dataDir.resolve("version-2");
        }

        /** Returns the directory of the txn logs. */
        public Path logDir() {
            return dataLogDir.resolve("version-2");
        }
    }

    /**
     * When the log thread syncs. By default it syncs immediately. Otherwise it waits up to
     * {@code flushDelayMillis} for more.
     */
    public record Batching(int flushDelayMillis, int maxQueuePollMillis, int maxBatchSize) {}

    /**
     * Removal of old snapshots and logs.
     *
     * @param retain snapshots kept, at least 3
     * @param intervalHours 0 for off
     */
    public record Purge(int retain, int intervalHours) {
        public boolean enabled() {
            return intervalHours > 0;
        }
    }

    /**
     * Settings for special kinds of znodes.
     *
     * @param extendedTypesEnabled whether znodes may have a time to live
     * @param containerMaxNeverUsedMillis age at which a container that never had a child is removed; 0 for
     *   never
     */
    public record Znodes(
            boolean extendedTypesEnabled,
            boolean enforceQuota,
            int containerCheckIntervalMillis,
            int containerMaxPerMinute,
            long containerMaxNeverUsedMillis) {}

    /**
     * Authentication and access.
     *
     * @param superDigest {@code user:base64hash} that passes every ACL check
     * @param superUsers SASL ids that pass every ACL check
     * @param enforcedSchemes if not empty, a connection without an identity of one of these schemes may do
     *   nothing
     * @param sessionRequireClientSaslAuth whether a connection without an identity of scheme sasl may do
     *   nothing
     */
    public record Auth(
            boolean skipAcl,
            boolean enableEagerAclCheck,
            boolean digestEnabled,
            String digestAlgorithm,
            Optional<String> superDigest,
            Optional<String> x509SuperUser,
            Set<String> superUsers,
            Optional<String> letAnySaslUserDoX,
            Set<String> enforcedSchemes,
            boolean sessionRequireClientSaslAuth,
            boolean allowSaslFailedClients) {}

    /**
     * Which four-letter words are answered.
     *
     * @param fromAnywhere words that are answered to any client
     * @param fromLoopback words that are answered when the connection comes from this host
     */
    public record FourLetterWords(Set<String> fromAnywhere, Set<String> fromLoopback) {
        public boolean allows(String word, boolean loopback) {
            return fromAnywhere.contains(word) || loopback && fromLoopback.contains(word);
        }
    }
}
