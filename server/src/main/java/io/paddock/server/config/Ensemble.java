// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.config;

import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.EnsembleMember;
import io.paddock.zab.door.FirstEpoch;
import io.paddock.zab.door.Settings;
import java.nio.file.Path;
import java.util.Optional;

/**
 * This server's part in an ensemble. Hosts are names as configured: they are resolved when they are dialled.
 *
 * @param distributed more than one voter, or one with {@code standaloneEnabled=false}: an ensemble is to be run. Otherwise nothing below means
 *     anything
 * @param sid this server's id, from {@code myid}
 * @param committed the members in force, version 0 where the files say none
 * @param lastSeen the same, or a newer one that was proposed and perhaps committed
 * @param configFile zoo.cfg, when there is one
 * @param membersApart the members are in a file of their own, to which {@code dynamicConfigFile} points
 * @param standaloneEnabled one voter alone runs without an ensemble, and a reconfiguration must leave two
 * @param reconfigEnabled members may change while the ensemble runs
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
    /** How many members vote. */
    public int voters() {
        return (int) committed.members().values().stream()
                .filter(member -> !member.observer())
                .count();
    }

    /** @return whether this server only learns */
    public boolean observer() {
        return committed.isObserver(sid);
    }

    /**
     * @return this server's own line.
     * @throws IllegalStateException when it is not among the members
     */
    public EnsembleMember self() {
        EnsembleMember self = committed.members().get(sid);
        if (self == null) {
            throw new IllegalStateException("My id " + sid + " not in the peer list "
                    + committed.members().keySet());
        }
        return self;
    }

    /** What of this matters to agreement. */
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
     * @param initLimitTicks to join
     * @param syncLimitTicks to answer, having joined
     * @param connectLimitTicks for a learner to find its leader; as {@code initLimitTicks} unless {@code connectToLearnerMasterLimit} is set
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
     * How votes travel.
     *
     * @param minNotificationMillis first wait for votes before ours is told again
     * @param maxNotificationMillis the longest such wait
     * @param connectTimeoutMillis {@code cnxTimeout}: for one attempt to connect to one address
     * @param handshakeTimeoutMillis {@code quorumCnxnTimeoutMs}, else syncLimit ticks: how long a peer may take to say who it is
     * @param bindAttempts {@code electionPortBindRetry}; 0 for ever
     * @param oracle {@code oraclePath}: a file that says whether one of two voters goes on while the other is away
     * @param newEnsembleWaitMillis {@code paddock.newEnsembleWaitMs}: how long a member without data does not vote while a listed voter has not
     *     been heard from
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
     * @param forceSnapshotSync every learner gets a snapshot
     * @param snapshotSizeFactor how much log, in parts of a snapshot, may be sent instead of one; negative for none
     * @param snapsMax learners that get a snapshot at once
     * @param diffsMax learners that get txns at once
     * @param epochWaitMillis a leader that waits longer than this for its epoch gives up once a voter has left it; -1 for never
     * @param connectPauseMillis between two attempts of a learner to reach its leader
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
     * Where members listen and how they are dialled.
     *
     * @param listenOnAllAddresses {@code quorumListenOnAllIPs}
     * @param multiAddress members may have several addresses, and tell each other
     * @param reachabilityCheck of several addresses, one that can be reached is dialled
     */
    public record Addressing(
            boolean listenOnAllAddresses,
            boolean multiAddress,
            boolean reachabilityCheck,
            int reachabilityTimeoutMillis) {}

    /**
     * What clients get.
     *
     * @param leaderServes false: a leader takes no clients
     * @param zxidsBeginAt the counter before the first zxid of each epoch: 0, but in tests of how an epoch ends
     */
    public record Serving(
            boolean leaderServes,
            boolean localSessionsEnabled,
            boolean localSessionsUpgradingEnabled,
            long zxidsBeginAt) {}

    /**
     * How observers learn.
     *
     * @param logs they write down what they learn [syncEnabled]
     * @param masterPort where followers serve them, the same on all; 0 where they do not
     * @param reconnectDelayMillis before one dials its leader, it waits for a random part of this
     * @param electionDelayMillis once one has lost its leader, it waits for a random part of this before it looks for the next
     */
    public record Observing(boolean logs, int masterPort, int reconnectDelayMillis, int electionDelayMillis) {}

    /** TLS and SASL between members. */
    public record Protection(boolean sslQuorum, boolean portUnification, boolean saslEnabled) {}
}
