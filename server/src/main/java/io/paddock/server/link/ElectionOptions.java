// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.link;

import io.paddock.protocol.quorum.EnsembleMember;
import io.paddock.protocol.quorum.HostPort;
import io.paddock.server.config.Ensemble;
import java.util.List;

/**
 * How the election port works. Keys in brackets.
 *
 * @param sid this server's id
 * @param addresses this server's election addresses as configured, at least one
 * @param listenOnAllAddresses listens on the ports of all addresses of the machine [quorumListenOnAllIPs]
 * @param multiAddress sends all addresses to the others, which 3.5 does not understand [multiAddress.enabled]
 * @param probeMillis how long one of several addresses may leave a probe unanswered before it counts as dead
 *     [multiAddress.reachabilityCheckTimeoutMs]; 0: no probes [multiAddress.reachabilityCheckEnabled]
 * @param connectTimeoutMillis for one attempt to connect to one address [zookeeper.cnxTimeout]
 * @param handshakeTimeoutMillis how long a peer may take to identify itself [zookeeper.quorumCnxnTimeoutMs,
 *     by default syncLimit ticks]
 * @param bindAttempts how often listening is tried, 0 for no limit [zookeeper.electionPortBindRetry]
 * @param bindPauseMillis between two attempts to listen
 * @param redialMillisMin pause before an unreachable peer is dialled again; doubles each time
 * @param redialMillisMax the longest such pause
 * @param tcpKeepAlive [zookeeper.tcpKeepAlive]
 */
public record ElectionOptions(
        long sid,
        List<HostPort> addresses,
        boolean listenOnAllAddresses,
        boolean multiAddress,
        int probeMillis,
        int connectTimeoutMillis,
        int handshakeTimeoutMillis,
        int bindAttempts,
        int bindPauseMillis,
        int redialMillisMin,
        int redialMillisMax,
        boolean tcpKeepAlive) {
    private static final int BIND_PAUSE_MILLIS = 1000;
    private static final int REDIAL_MILLIS_MIN = 250;
    private static final int REDIAL_MILLIS_MAX = 10_000;

    public ElectionOptions {
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("server " + sid + " has no election address");
        }
    }

    /**
     * The options that the operator configured.
     *
     * @throws IllegalStateException when this server is not among the members
     */
    public static ElectionOptions of(Ensemble ensemble) {
        EnsembleMember self = ensemble.self();
        Ensemble.Electing electing = ensemble.electing();
        return new ElectionOptions(
                self.sid(),
                Members.electionAddresses(self),
                ensemble.addressing().listenOnAllAddresses(),
                ensemble.addressing().multiAddress(),
                ensemble.addressing().multiAddress() && ensemble.addressing().reachabilityCheck()
                        ? ensemble.addressing().reachabilityTimeoutMillis()
                        : 0,
                electing.connectTimeoutMillis(),
                electing.handshakeTimeoutMillis(),
                electing.bindAttempts(),
                BIND_PAUSE_MILLIS,
                REDIAL_MILLIS_MIN,
                REDIAL_MILLIS_MAX,
                electing.tcpKeepAlive());
    }

    /**
     * ZooKeeper's defaults.
     *
     * @param handshakeTimeoutMillis syncLimit ticks
     */
    public static ElectionOptions of(long sid, List<HostPort> addresses, int handshakeTimeoutMillis) {
        return new ElectionOptions(
                sid,
                addresses,
                false,
                false,
                0,
                5000,
                handshakeTimeoutMillis,
                3,
                BIND_PAUSE_MILLIS,
                REDIAL_MILLIS_MIN,
                REDIAL_MILLIS_MAX,
                false);
    }
}
