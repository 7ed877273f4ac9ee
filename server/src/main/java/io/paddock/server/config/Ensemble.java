// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.config;

import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.EnsembleMember;
import io.paddock.zab.door.FirstEpoch;
import io.paddock.zab.door.Settings;
import java.nio.file.Path;
import java.util.Optional;

/**
 * This server's part in an ensemble. Hosts are names as configured: they are resolved for each connection
 * attempt.
 *
 * @param distributed whether this server runs as a member of an ensemble. That is so with more than one
 *   voter, or with one voter and {@code standaloneEnabled=false}. Otherwise the other fields have no meaning
 * @param sid this server's id, from {@code myid}
 * @param committed the members in force; version 0 if the files state no version
 * @param lastSeen the same, or a newer configuration that was proposed and perhaps committed
 * @param configFile zoo.cfg, if there is one
 * @param membersApart whether the members are in a file of their own, to which {@code dynamicConfigFile}
 *   points
 * @param standaloneEnabled whether a single voter runs without an ensemble; a reconfiguration must then leave
 *   two voters
 * @param reconfigEnabled whether members may change while the ensemble runs
 */
public record Ensemble(
        boolean distributed,
        long sid,
        EnsembleConfig committed,
        EnsembleConfig lastSeen,
        Optional<Path> configFile,
        boolean membersApart,
        boolean standaloneEnabled,
        boolean reconfigEnabled,
        Patience patience,
        Electing electing,
        Syncing syncing,
        Addressing addressing,
        Serving serving,
        Observing observing,
        Protection protection) {
    /** Returns the number of voters. */
    public int voters() {
        return (int) committed.members().values().stream()
                .filter(member -> !member.observer())
                .count();
    }

    /** @return whether this server is an observer */
    public boolean observer() {
        return committed.isObserver(sid);
    }

    /**
     * @return this server's own line
     * @throws IllegalStateException when this server is not among the members
     */
    public EnsembleMember self() {
        EnsembleMember self = committed.members().get(sid);
        if (self == null) {
            throw new IllegalStateException("My id " + sid + " not in the peer list "
                    + committed.members().keySet());
        }
        return self;
    }

    /** Returns the settings that agreement needs. */
    public Settings agreement() {
        return new Settings(
                sid,
                patience.tickMillis,
                patience.initLimitTicks,
                patience.syncLimitTicks,
                electing.minNotificationMillis,
                electing.maxNotificationMillis,
                syncing.commitLogCount,
                reconfigEnabled,
                syncing.forceSnapshotSync,
                syncing.epochWaitMillis,
                syncing.snapsMax,
                syncing.diffsMax,
                patience.connectLimitTicks,
                observing.masterPort > 0,
                new FirstEpoch(electing.newEnsembleWaitMillis, 0));
    }

    /**
     * How long members wait for each other.
     *
     * @param initLimitTicks time for a learner to join
     * @param syncLimitTicks time for a member that has joined to answer
     * @param connectLimitTicks time for a learner to find its leader; {@code initLimitTicks} unless
     *   {@code connectToLearnerMasterLimit} is set
     */
    public record Patience(int tickMillis, int initLimitTicks, int syncLimitTicks, int connectLimitTicks) {
        public int initLimitMillis() {
            return millis(initLimitTicks);
        }

        public int syncLimitMillis() {
            return millis(syncLimitTicks);
        }

        public int connectLimitMillis() {
            return millis(connectLimitTicks);
        }

        private int millis(int ticks) {
            return (int) Math.min(Integer.MAX_VALUE, (long) tickMillis * ticks);
        }
    }

    /**
     * How members exchange votes.
     *
     * @param minNotificationMillis the first wait for votes before this member sends its vote again
     * @param maxNotificationMillis the longest such wait
     * @param connectTimeoutMillis {@code cnxTimeout}: time for one attempt to connect to one address
     * @param handshakeTimeoutMillis {@code quorumCnxnTimeoutMs}, by default syncLimit ticks: time for a peer
     *   to identify itself
     * @param bindAttempts {@code electionPortBindRetry}; 0 for no limit
     * @param oracle {@code oraclePath}: a file that says whether one of two voters continues while the other
     *   is unreachable
     * @param newEnsembleWaitMillis {@code paddock.newEnsembleWaitMs}: how long a member without data does not
     *   vote, as long as a listed voter has sent it nothing
     */
    public record Electing(
            int minNotificationMillis,
            int maxNotificationMillis,
            int connectTimeoutMillis,
            int handshakeTimeoutMillis,
            int bindAttempts,
            boolean tcpKeepAlive,
            Optional<Path> oracle,
            int newEnsembleWaitMillis) {}

    /**
     * How learners are brought to the leader's state.
     *
     * @param commitLogCount proposals kept in memory for learners that are a little behind, at least 500
     * @param forceSnapshotSync whether every learner gets a snapshot
     * @param snapshotSizeFactor how much log may be sent instead of a snapshot, as a share of its size;
     *   negative for no log
     * @param snapsMax the most learners that get a snapshot at the same time
     * @param diffsMax the most learners that get txns at the same time
     * @param epochWaitMillis a leader that has waited longer than this for its epoch gives up when a voter
     *   has left it; -1 for never
     * @param connectPauseMillis time between two attempts of a learner to reach its leader
     */
    public record Syncing(
            int commitLogCount,
            boolean forceSnapshotSync,
            double snapshotSizeFactor,
            int snapsMax,
            int diffsMax,
            int epochWaitMillis,
            int connectPauseMillis) {}

    /**
     * Where members listen, and how others connect to them.
     *
     * @param listenOnAllAddresses {@code quorumListenOnAllIPs}
     * @param multiAddress whether members may have several addresses, and tell each other about them
     * @param reachabilityCheck whether, of several addresses, a reachable one is chosen
     */
    public record Addressing(
            boolean listenOnAllAddresses,
            boolean multiAddress,
            boolean reachabilityCheck,
            int reachabilityTimeoutMillis) {}

    /**
     * What members do for clients.
     *
     * @param leaderServes false: a leader accepts no clients
     * @param zxidsBeginAt the counter before the first zxid of each epoch; 0, except in tests of the end of
     *   an epoch
     */
    public record Serving(
            boolean leaderServes,
            boolean localSessionsEnabled,
            boolean localSessionsUpgradingEnabled,
            long zxidsBeginAt) {}

    /**
     * How observers learn.
     *
     * @param logs whether observers write a log [syncEnabled]
     * @param masterPort the port on which followers serve observers, the same on all; 0 if they do not
     * @param reconnectDelayMillis before an observer connects to its leader, it waits for a random part of
     *   this
     * @param electionDelayMillis after an observer has lost its leader, it waits for a random part of this
     *   before it looks for the next
     */
    public record Observing(boolean logs, int masterPort, int reconnectDelayMillis, int electionDelayMillis) {}

    /** TLS and SASL between members. */
    public record Protection(boolean sslQuorum, boolean portUnification, boolean saslEnabled) {}
}
