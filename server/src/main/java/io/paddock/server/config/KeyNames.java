// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The names of the keys in zoo.cfg: second spellings, properties without prefix, and ZooKeeper's keys without
 * effect here. Keys with an effect are named where they are read.
 */
final class KeyNames {
    /** The prefix of every JVM property that stands for a key. */
    static final String PREFIX = "zookeeper.";

    // ZooKeeper's documentation names the left one, and its code reads the right one. Both work here. The
    // right one wins.
    private static final Map<String, String> DOCUMENTED = Map.ofEntries(
            Map.entry("connectionMaxTokens", "connection_throttle_tokens"),
            Map.entry("connectionTokenFillTime", "connection_throttle_fill_time"),
            Map.entry("connectionTokenFillCount", "connection_throttle_fill_count"),
            Map.entry("connectionFreezeTime", "connection_throttle_freeze_time"),
            Map.entry("connectionDropIncrease", "connection_throttle_drop_increase"),
            Map.entry("connectionDropDecrease", "connection_throttle_drop_decrease"),
            Map.entry("connectionDecreaseRatio", "connection_throttle_decrease_ratio"),
            Map.entry("requestThrottleLimit", "request_throttle_max_requests"),
            Map.entry("requestThrottleStallTime", "request_throttle_stall_time"),
            Map.entry("requestThrottleDropStale", "request_throttle_drop_stale"),
            Map.entry("requestStaleLatencyCheck", "request_stale_latency_check"),
            Map.entry("requestStaleConnectionCheck", "request_stale_connection_check"),
            Map.entry("throttledOpWaitTime", "throttled_op_wait_time"),
            Map.entry("maxConcurrentSnapSyncs", "leader.maxConcurrentSnapSyncs"),
            Map.entry("maxConcurrentDiffSyncs", "leader.maxConcurrentDiffSyncs"),
            Map.entry("maxTimeToWaitForEpoch", "leader.maxTimeToWaitForEpoch"),
            Map.entry("advancedFlowControlEnabled", "netty.advancedFlowControl.enabled"),
            Map.entry("outstandingHandshake.limit", "netty.server.outstandingHandshake.limit"));

    // ZooKeeper reads these as -Dkey, without "zookeeper." before it. In ZooKeeper's file they do nothing;
    // here they work.
    private static final Set<String> BARE_PROPERTIES = Set.of(
            "jute.maxbuffer",
            "readonlymode.enabled",
            "znode.container.checkIntervalMs",
            "znode.container.maxPerMinute",
            "znode.container.maxNeverUsedIntervalMs",
            "fsync.warningthresholdms",
            "paddock.compat",
            "paddock.newEnsembleWaitMs",
            "paddock.snapshot.maxMiBPerSecond");

    private static final Set<String> OWN = Set.of(
            "clientPort",
            "secureClientPort",
            "clientPortListenBacklog",
            "tickTime",
            "maxClientCnxns",
            "minSessionTimeout",
            "maxSessionTimeout",
            "initLimit",
            "syncLimit",
            "connectToLearnerMasterLimit",
            "observerMasterPort",
            "electionAlg",
            "autopurge.snapRetainCount",
            "autopurge.purgeInterval");

    // Keys of TLS, SASL, admin HTTP, metrics and auditing. They have a meaning, but no effect in this
    // version.
    private static final Set<String> NOT_YET = Set.of(
            "sslQuorumReloadCertFiles",
            "client.portUnification",
            "client.certReload",
            "fips-mode",
            "server.realm",
            "requireKerberosConfig",
            "ensembleAuthName",
            "kinit",
            "sasl.serverconfig",
            "security.auth_to_local",
            "IPAuthenticationProvider.usexforwardedfor",
            "SASLAuthenticationProvider.superPassword");
    private static final List<String> NOT_YET_PREFIXES = List.of(
            "admin.",
            "ssl.",
            "authProvider.",
            "kerberos.",
            "quorum.",
            "metricsProvider.",
            "jvm.pause.",
            "audit.",
            "messageTracker.",
            "pathStats.",
            "observer.",
            "fastleader.",
            "leader.",
            "learner.",
            "follower.",
            "netty.server.");

    // Their values are read and checked, but have no effect in this version. A key that gets an effect must
    // leave this list.
    private static final Set<String> ONLY_CHECKED = Set.of(
            "multiAddress.reachabilityCheckEnabled",
            "multiAddress.reachabilityCheckTimeoutMs",
            "portUnification",
            "quorum.auth.enableSasl",
            "quorum.auth.learnerRequireSasl",
            "quorum.auth.serverRequireSasl",
            "sslQuorum",
            "throttled_op_wait_time",
            "allowSaslFailedClients",
            "letAnySaslUserDoX",
            "X509AuthenticationProvider.superUser");
    private static final List<String> ONLY_CHECKED_PREFIXES = List.of("superUser");

    private static final String WAITS_AT_HOME =
            "has no effect: a request that must wait does so in its own connection, and goes with it";
    private static final String ONE_SYNC_FOR_ALL =
            "has no effect: what waits is logged at once, with one sync for all of it";
    // These are checked too. They will never have an effect, for the reason given.
    private static final Map<String, String> SETTLED = Map.of(
            "closeSessionTxn.enabled", "is always true: ZooKeeper itself may misread what it logs without",
            "serializeLastProcessedZxid.enabled", "is always true: who does not expect it passes over it",
            "flushDelay", ONE_SYNC_FOR_ALL,
            "maxWriteQueuePollTime", ONE_SYNC_FOR_ALL,
            "maxBatchSize", ONE_SYNC_FOR_ALL,
            "request_throttle_stall_time", WAITS_AT_HOME,
            "request_throttle_drop_stale", WAITS_AT_HOME,
            "request_stale_latency_check", WAITS_AT_HOME,
            "request_stale_connection_check", WAITS_AT_HOME,
            "enableEagerACLCheck",
                    "has no effect: who may write is judged once, where the write gets its place in the order");

    // They tune parts of Apache's server that do not exist in Paddock.
    private static final Set<String> NO_SUCH_PART = Set.of(
            "serverCnxnFactory",
            "maxResponseCacheSize",
            "maxGetChildrenResponseCacheSize",
            "intBufferStartingSizeBytes",
            "forward_learner_requests_to_commit_processor_disabled",
            "watchManagerName",
            "watcherCleanThreadsNum",
            "watcherCleanThreshold",
            "watcherCleanIntervalInSeconds",
            "maxInProcessingDeadWatchers",
            "bitHashCacheSize",
            "request_throttler.shutdownTimeout",
            "netty.advancedFlowControl.enabled");
    private static final List<String> NO_SUCH_PART_PREFIXES =
            List.of("nio.", "commitProcessor.", "jmx.", "observerMaster.");

    // Start scripts or a client in the same JVM set these. They are not meant for the server.
    private static final List<String> CLIENT_OR_LOGGING = List.of(
            "log.",
            "console.",
            "client.",
            "sasl.client",
            "ssl.",
            "disableAutoWatchReset",
            "request.timeout",
            "server.principal",
            "clientCnxnSocket",
            "shuffle.",
            "saslRetry");

    private KeyNames() {}

    static List<String> documentedNamesOf(String key) {
        return DOCUMENTED.entrySet().stream()
                .filter(entry -> entry.getValue().equals(key))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    static boolean isBareProperty(String key) {
        return BARE_PROPERTIES.contains(key);
    }

    /** Returns whether ZooKeeper parses the key itself, instead of making it a JVM property. */
    static boolean isZooKeepersOwn(String key) {
        return OWN.contains(key);
    }

    static boolean isForClientsOrLogging(String key) {
        return startsWithAny(key, CLIENT_OR_LOGGING);
    }

    /** Returns whether the key is read but has no effect in this version. */
    static boolean isOnlyChecked(String key) {
        String effective = DOCUMENTED.getOrDefault(key, key);
        return SETTLED.containsKey(effective)
                || ONLY_CHECKED.contains(effective)
                || startsWithAny(effective, ONLY_CHECKED_PREFIXES);
    }

    /** Returns why a key has no effect. */
    static String whyNoEffect(String key) {
        String effective = DOCUMENTED.getOrDefault(key, key);
        if (SETTLED.containsKey(effective)) {
            return key + " " + SETTLED.get(effective);
        }
        if (NO_SUCH_PART.contains(effective) || startsWithAny(effective, NO_SUCH_PART_PREFIXES)) {
            return key + " tunes a part of Apache's server that Paddock does not have; it has no effect";
        }
        if (isOnlyChecked(key) || NOT_YET.contains(effective) || startsWithAny(effective, NOT_YET_PREFIXES)) {
            return key + " is not supported by this version of Paddock; it has no effect";
        }
        return "unknown key " + key + "; it has no effect" + suggestion(key);
    }

    private static boolean startsWithAny(String key, List<String> prefixes) {
        return prefixes.stream().anyMatch(key::startsWith);
    }

    // Finds two common mistakes: upper and lower case, and the name of the property instead of the key.
    private static String suggestion(String key) {
        String plain = key.startsWith(PREFIX) ? key.substring(PREFIX.length()) : key;
        Map<String, String> byLowerCase = new LinkedHashMap<>();
        for (String known : allNames()) {
            byLowerCase.put(known.toLowerCase(Locale.ROOT), known);
        }
        String meant = byLowerCase.get(plain.toLowerCase(Locale.ROOT));
        return meant == null || meant.equals(key) ? "" : " (is " + meant + " meant?)";
    }

    private static Set<String> allNames() {
        Set<String> names = new TreeSet<>(OWN);
        names.addAll(DOCUMENTED.keySet());
        names.addAll(DOCUMENTED.values());
        names.addAll(BARE_PROPERTIES);
        names.addAll(NOT_YET);
        names.addAll(NO_SUCH_PART);
        names.addAll(OTHERS);
        return names;
    }

    private static final Set<String> OTHERS = Set.of(
            "dataDir",
            "dataLogDir",
            "clientPortAddress",
            "secureClientPortAddress",
            "peerType",
            "dynamicConfigFile",
            "quorumListenOnAllIPs",
            "multiAddress.enabled",
            "commitLogCount",
            "cnxTimeout",
            "tcpKeepAlive",
            "electionPortBindRetry",
            "quorumCnxnTimeoutMs",
            "leaderConnectDelayDuringRetryMs",
            "snapshotSizeFactor",
            "forceSnapshotSync",
            "fastleader.minNotificationInterval",
            "fastleader.maxNotificationInterval",
            "observer.election.DelayMs",
            "observer.reconnectDelayMs",
            "observer.syncEnabled",
            "syncEnabled",
            "standaloneEnabled",
            "reconfigEnabled",
            "4lw.commands.whitelist",
            "snapCount",
            "snapSizeLimitInKb",
            "txnLogSizeLimitInKb",
            "preAllocSize",
            "forceSync",
            "flushDelay",
            "maxWriteQueuePollTime",
            "maxBatchSize",
            "snapshot.compression.method",
            "snapshot.trust.empty",
            "datadir.autocreate",
            "db.autocreate",
            "digest.enabled",
            "closeSessionTxn.enabled",
            "serializeLastProcessedZxid.enabled",
            "globalOutstandingLimit",
            "maxCnxns",
            "enforceQuota",
            "enableEagerACLCheck",
            "skipACL",
            "extendedTypesEnabled",
            "emulate353TTLNodes",
            "clientTcpKeepAlive",
            "jute.maxbuffer.extrasize",
            "largeRequestMaxBytes",
            "largeRequestThreshold",
            "nio.sessionlessCnxnTimeout",
            "DigestAuthenticationProvider.enabled",
            "DigestAuthenticationProvider.digestAlg",
            "DigestAuthenticationProvider.superDigest",
            "X509AuthenticationProvider.superUser",
            "superUser",
            "letAnySaslUserDoX",
            "enforce.auth.enabled",
            "enforce.auth.schemes",
            "sessionRequireClientSASLAuth",
            "allowSaslFailedClients");
}
