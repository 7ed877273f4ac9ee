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
 * Everything an operator can decide, after reading and checking; it does not change while the server runs.
 *
 * @param source where it was read from: a path, or words such as "embedded defaults"
 * @param text the file as written; empty when there was none
 * @param strict {@code paddock.compat=strict}: Apache's defaults where ours are deliberately different
 * @param myId first line of {@code dataDir/myid}, if there is such a file
 * @param warnings what has no effect, or not the one written; to be logged once each at start
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

    /** Defaults with the data below {@code dataDir}, on port 2181. */
    public static ServerConfig defaults(Path dataDir) {
        try {
            return ConfigReader.fromMap(Map.of("dataDir", dataDir.toString(), "clientPort", "2181"));
        } catch (ConfigException e) {
            throw new IllegalStateException("the defaults must be valid", e);
        }
    }

    /** Whether members of an ensemble may change while it runs. */
    public boolean reconfigEnabled() {
        return ensemble.reconfigEnabled();
    }

    /**
     * What this version cannot do it does not pretend to do.
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
     * @param port 0 for any free one
     * @param address host name or address to bind; all when empty
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
        /** Where to listen, as configured; {@code 0.0.0.0} for all addresses. */
        public HostPort hostPort() {
            HostPort host = new HostPort(address.orElse(HostPort.ANY), port);
            return host.isAnyAddress() ? new HostPort(HostPort.ANY, port) : host;
        }

        /** The address to bind, resolved now: for messages, since it may be another one later. */
        public InetSocketAddress bindAddress() {
            return address.map(host -> new InetSocketAddress(host, port)).orElseGet(() -> new InetSocketAddress(port));
        }
    }

    /**
     * Time as sessions see it.
     *
     * @param sessionlessTimeoutMillis after which a connection that opened no session is closed
     */
    public record Sessions(
            int tickTimeMillis,
            int minTimeoutMillis,
            int maxTimeoutMillis,
            int sessionlessTimeoutMillis,
            boolean closeSessionTxnEnabled) {}

    /**
     * How much clients may ask for.
     *
     * @param maxClientCnxns connections per client address; 0 for no limit
     * @param maxCnxns connections in all; 0 for no limit
     * @param juteMaxBufferBytes longest frame
     * @param juteMaxBufferExtraBytes slack beyond {@code juteMaxBufferBytes} for one field of a record
     * @param globalOutstandingLimit requests in the server above which connections with outstanding requests are not read
     * @param largeRequestMaxBytes sum of large requests in flight
     * @param largeRequestThresholdBytes from which a request counts as large; -1 for never
     */
    public record Limits(
            int maxClientCnxns,
            int maxCnxns,
            int juteMaxBufferBytes,
            int juteMaxBufferExtraBytes,
            int globalOutstandingLimit,
            int largeRequestMaxBytes,
            int largeRequestThresholdBytes) {
        /** @return longest field of a record, in bytes; both limits may be given as "as much as there is" */
        public int fieldBytesMax() {
            return (int) Math.min(Integer.MAX_VALUE, (long) juteMaxBufferBytes + juteMaxBufferExtraBytes);
        }
    }

    /**
     * Admission, off by default.
     *
     * @param maxRequests requests in the pipeline above which admission stalls; 0 for off
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
     * @param txnLogSizeLimitBytes roll the log at this size; 0 for never
     * @param preAllocBytes by how much a log file grows at a time
     * @param forceSync false: acknowledge before data is on stable storage
     * @param snapshotCompression of new snapshots; old ones are read by their suffix whatever is set here
     * @param snapshotBytesPerSecondMax how fast a snapshot is written beside the traffic; 0 for as fast as it goes
     * @param trustEmptySnapshot start from logs without any snapshot
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
        /** Where snapshots live. */
        public Path snapDir() {
            return dataDir.resolve("version-2");
        }

        /** Where txn logs live. */
        public Path logDir() {
            return dataLogDir.resolve("version-2");
        }
    }

    /** When the log thread syncs: immediately by default; otherwise it waits up to {@code flushDelayMillis} for more. */
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
     * Kinds of znodes beyond the plain ones.
     *
     * @param extendedTypesEnabled znodes with a time to live
     * @param containerMaxNeverUsedMillis age at which a container that never had a child goes; 0 for never
     */
    public record Znodes(
            boolean extendedTypesEnabled,
            boolean enforceQuota,
            int containerCheckIntervalMillis,
            int containerMaxPerMinute,
            long containerMaxNeverUsedMillis) {}

    /**
     * Who may do what.
     *
     * @param superDigest {@code user:base64hash} that passes every ACL check
     * @param superUsers SASL ids that pass every ACL check
     * @param enforcedSchemes empty, or: a connection without an identity of one of these schemes may do nothing
     * @param sessionRequireClientSaslAuth the same with scheme sasl
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
     * @param fromAnywhere words answered whoever asks
     * @param fromLoopback words answered when the connection comes from this host
     */
    public record FourLetterWords(Set<String> fromAnywhere, Set<String> fromLoopback) {
        public boolean allows(String word, boolean loopback) {
            return fromAnywhere.contains(word) || loopback && fromLoopback.contains(word);
        }
    }
}
