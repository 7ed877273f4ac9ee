// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.config;

import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.EnsembleMember;
import io.paddock.protocol.quorum.HostPort;
import io.paddock.server.config.Ensemble.Addressing;
import io.paddock.server.config.Ensemble.Electing;
import io.paddock.server.config.Ensemble.Observing;
import io.paddock.server.config.Ensemble.Patience;
import io.paddock.server.config.Ensemble.Protection;
import io.paddock.server.config.Ensemble.Serving;
import io.paddock.server.config.Ensemble.Syncing;
import io.paddock.storage.disk.FileFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the members and how they deal with each other, and decides whether this is an ensemble. */
final class EnsembleReader {
    private static final int COMMIT_LOG_COUNT_MIN = 500;

    private final Settings settings;
    private final Optional<Path> configFile;
    private final MembershipReader membership;
    private final OptionalLong myId;
    private final Path myIdFile;

    EnsembleReader(Settings settings, Optional<Path> configFile, OptionalLong myId, Path myIdFile) {
        this.settings = settings;
        this.configFile = configFile;
        this.membership = new MembershipReader(settings, configFile);
        this.myId = myId;
        this.myIdFile = myIdFile;
    }

    Ensemble read(int tickMillis) throws ConfigException {
        if (settings.intIn("electionAlg", 3, Integer.MIN_VALUE, Integer.MAX_VALUE, "algorithm") != 3) {
            throw settings.find("electionAlg").orElseThrow().refuse("Invalid electionAlg value. Only 3 is supported.");
        }
        boolean standaloneEnabled = settings.bool("standaloneEnabled", true);
        Addressing addressing = addressing();
        EnsembleConfig committed = membership.committed(addressing.multiAddress());
        boolean reconfigEnabled = settings.bool("reconfigEnabled", false);
        EnsembleConfig lastSeen = reconfigEnabled ? membership.lastSeen(committed) : committed;
        Patience patience = patience(tickMillis);
        boolean distributed = isDistributed(committed, standaloneEnabled);
        if (distributed) {
            requireForEnsembles(patience, committed);
            requireMember(committed);
        } else if (!committed.members().isEmpty() && myId.isPresent()) {
            checkLoneMember(committed);
        }
        Ensemble ensemble = new Ensemble(
                distributed,
                myId.orElse(0),
                committed,
                lastSeen,
                configFile,
                settings.find("dynamicConfigFile").isPresent(),
                standaloneEnabled,
                reconfigEnabled,
                patience,
                electing(patience),
                syncing(),
                addressing,
                serving(),
                observing(),
                protection());
        checkPeerType(ensemble);
        return ensemble;
    }

    private void requireForEnsembles(Patience patience, EnsembleConfig committed) throws ConfigException {
        if (patience.initLimitTicks() == 0) {
            throw new ConfigException("initLimit is not set: it says in how many ticks a member must have joined");
        }
        if (patience.syncLimitTicks() == 0) {
            throw new ConfigException("syncLimit is not set: it says in how many ticks a member must answer");
        }
        if (patience.tickMillis() == 1) {
            settings.warn(
                    "tickTime=1: members measure time in whole milliseconds, so the pings that are due every half tick"
                            + " are sent every millisecond");
        }
        Path dataDir = myIdFile.toAbsolutePath().getParent();
        if (myId.isEmpty() && Files.isDirectory(dataDir) && !Files.isExecutable(dataDir)) {
            throw new ConfigException("cannot read " + FileFailure.denied(myIdFile));
        }
        if (myId.isEmpty()) {
            throw new ConfigException("myid file is missing: " + myIdFile + " must hold this server's id, one of "
                    + committed.members().keySet() + missing(dataDir));
        }
    }

    private static String missing(Path dataDir) {
        return Files.isDirectory(dataDir) ? "" : ". There is no directory " + dataDir + ": is its volume mounted?";
    }

    private void requireMember(EnsembleConfig committed) throws ConfigException {
        if (!committed.members().containsKey(myId.getAsLong())) {
            throw new NotAMember("My id " + myId.getAsLong() + " not in the peer list "
                    + committed.members().keySet() + " of " + membership.source() + ". The id is from " + myIdFile
                    + ". Correct the one or the other. A server that was removed from the ensemble can be added again"
                    + " with reconfig, and then needs a list that has its own line");
        }
    }

    // A single line in zoo.cfg is this server's own line, with any myid: configurations of one server rely on
    // it.
    private void checkLoneMember(EnsembleConfig committed) throws ConfigException {
        if (committed.members().containsKey(myId.getAsLong())) {
            return;
        }
        if (settings.find("dynamicConfigFile").isPresent()) {
            requireMember(committed);
        }
        settings.warn(myIdFile + " holds " + myId.getAsLong() + ", and the only member in " + membership.source()
                + " is server." + committed.members().keySet().iterator().next() + "; its line is used");
    }

    private boolean isDistributed(EnsembleConfig config, boolean standaloneEnabled) throws ConfigException {
        int voters = (int) config.members().values().stream()
                .filter(member -> !member.observer())
                .count();
        int observers = config.members().size() - voters;
        if (voters == 0) {
            if (observers > 0) {
                throw new ConfigException("Observers w/o participants is an invalid configuration");
            }
            if (!standaloneEnabled) {
                throw new ConfigException("standaloneEnabled = false then number of participants should be >0");
            }
            return false;
        }
        if (voters == 1 && standaloneEnabled) {
            if (observers > 0) {
                throw new ConfigException("Observers w/o quorum is an invalid configuration");
            }
            settings.warn("Invalid configuration, only one server specified (ignoring): running standalone");
            return false;
        }
        if (config.isHierarchical()) {
            return true;
        }
        if (voters <= 2) {
            settings.warn("No server failure will be tolerated. You need at least 3 servers.");
        } else if (voters % 2 == 0) {
            settings.warn("Non-optimal configuration, consider an odd number of servers.");
        }
        return true;
    }

    private void checkPeerType(Ensemble ensemble) throws ConfigException {
        Optional<Setting> peerType = settings.find("peerType");
        if (peerType.isEmpty()) {
            return;
        }
        String role = peerType.get().value();
        if (!role.matches("(?i)observer|participant")) {
            throw peerType.get().refuse("Unrecognised peertype: " + role + "; choose participant or observer");
        }
        boolean isMember = ensemble.committed().members().containsKey(ensemble.sid());
        if (ensemble.distributed() && isMember && ensemble.observer() != role.equalsIgnoreCase("observer")) {
            settings.warn("Peer type from servers list (" + (ensemble.observer() ? "OBSERVER" : "PARTICIPANT")
                    + ") doesn't match peerType (" + role + "). Defaulting to servers list.");
        }
    }

    private Patience patience(int tickMillis) throws ConfigException {
        int initLimit = ticks("initLimit");
        int connectLimit = ticks("connectToLearnerMasterLimit");
        return new Patience(tickMillis, initLimit, ticks("syncLimit"), connectLimit == 0 ? initLimit : connectLimit);
    }

    private int ticks(String key) throws ConfigException {
        return settings.intIn(key, 0, 0, Integer.MAX_VALUE, "ticks");
    }

    private int millis(String key, int absent, int min) throws ConfigException {
        return settings.intIn(key, absent, min, Integer.MAX_VALUE, "milliseconds");
    }

    private Electing electing(Patience patience) throws ConfigException {
        int handshake = millis("quorumCnxnTimeoutMs", -1, Integer.MIN_VALUE);
        int minNotification = millis("fastleader.minNotificationInterval", 200, 1);
        int maxNotification = millis("fastleader.maxNotificationInterval", 60_000, 1);
        if (maxNotification < minNotification) {
            settings.warn("fastleader.maxNotificationInterval=" + maxNotification
                    + " is below fastleader.minNotificationInterval=" + minNotification + ", which holds for both");
        }
        return new Electing(
                minNotification,
                Math.max(minNotification, maxNotification),
                millis("cnxTimeout", 5000, 1),
                handshake > 0 ? handshake : Math.max(1, patience.syncLimitMillis()),
                settings.intIn("electionPortBindRetry", 3, 0, Integer.MAX_VALUE, "attempts; 0 for no end of them"),
                settings.bool("tcpKeepAlive", false),
                settings.find("oraclePath").map(each -> Path.of(each.value())),
                millis("paddock.newEnsembleWaitMs", 10_000, 0));
    }

    private Syncing syncing() throws ConfigException {
        int commitLogCount = settings.intIn("commitLogCount", 500, Integer.MIN_VALUE, Integer.MAX_VALUE, "proposals");
        if (commitLogCount < COMMIT_LOG_COUNT_MIN) {
            settings.warn("commitLogCount=" + commitLogCount + " is below " + COMMIT_LOG_COUNT_MIN
                    + ", which is what is kept at least");
        }
        return new Syncing(
                Math.max(COMMIT_LOG_COUNT_MIN, commitLogCount),
                settings.bool("forceSnapshotSync", false),
                settings.doubleIn("snapshotSizeFactor", 0.33, -Double.MAX_VALUE, Double.MAX_VALUE),
                settings.intIn("leader.maxConcurrentSnapSyncs", 10, 0, Integer.MAX_VALUE, "learners"),
                settings.intIn("leader.maxConcurrentDiffSyncs", 100, 0, Integer.MAX_VALUE, "learners"),
                millis("leader.maxTimeToWaitForEpoch", -1, -1),
                millis("leaderConnectDelayDuringRetryMs", 100, 0));
    }

    private Addressing addressing() throws ConfigException {
        return new Addressing(
                settings.bool("quorumListenOnAllIPs", false),
                settings.bool("multiAddress.enabled", false),
                settings.bool("multiAddress.reachabilityCheckEnabled", true),
                millis("multiAddress.reachabilityCheckTimeoutMs", 1000, 1));
    }

    private Serving serving() throws ConfigException {
        return new Serving(
                settings.yesNo("leaderServes", true),
                settings.bool("localSessionsEnabled", false),
                settings.bool("localSessionsUpgradingEnabled", false),
                settings.longIn("testingonly.initialZxid", 0, 0, 0xffff_fffeL, "counter"));
    }

    private Observing observing() throws ConfigException {
        return new Observing(
                settings.bool("observer.syncEnabled", settings.bool("syncEnabled", true)),
                settings.intIn("observerMasterPort", 0, 0, 65_535, "a port; 0 for none"),
                pause("observer.reconnectDelayMs", 0),
                pause("observer.election.DelayMs", 200));
    }

    private int pause(String key, int absent) throws ConfigException {
        return settings.intIn(key, absent, 0, Integer.MAX_VALUE - 1, "milliseconds");
    }

    private Protection protection() throws ConfigException {
        boolean sasl = settings.bool("quorum.auth.enableSasl", false);
        for (String stricter : new String[] {"quorum.auth.learnerRequireSasl", "quorum.auth.serverRequireSasl"}) {
            if (settings.bool(stricter, false) && !sasl) {
                throw new ConfigException("quorum.auth.enableSasl is disabled, so cannot enable " + stricter);
            }
        }
        return new Protection(settings.bool("sslQuorum", false), settings.bool("portUnification", false), sasl);
    }

    /**
     * Returns the client address in the server's own line. With one member and no myid, that member is this
     * server.
     */
    static Optional<HostPort> ownClientAddress(Ensemble ensemble, OptionalLong myId) {
        Map<Long, EnsembleMember> members = ensemble.committed().members();
        EnsembleMember own = myId.isPresent() ? members.get(myId.getAsLong()) : null;
        if (own == null && members.size() == 1 && !ensemble.distributed()) {
            own = members.values().iterator().next();
        }
        return own == null ? Optional.empty() : own.client();
    }
}
