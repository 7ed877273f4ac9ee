// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.link;

import io.paddock.server.config.Ensemble;
import io.paddock.server.config.ServerConfig;

/**
 * How connections between leader and learners work. Keys in brackets.
 *
 * @param fieldBytesMax the longest field that is accepted [jute.maxbuffer plus
 *     zookeeper.jute.maxbuffer.extrasize]
 * @param queueBytesMax the bytes that may wait for one connection; it is closed if more wait, because its
 *     other side is too slow
 * @param initTimeoutMillis how long a peer may take to answer while a learner joins, and a learner to
 *     identify itself [initLimit ticks]
 * @param connectTimeoutMillis how long a learner may take to reach its leader [connectToLearnerMasterLimit
 *     ticks]
 * @param connectAttempts how often a learner dials its leader
 * @param connectPauseMillis between two of these attempts [zookeeper.leaderConnectDelayDuringRetryMs]
 * @param learnersMax connections that a leader keeps at once
 * @param digestEnabled whether a received tree keeps its digest [zookeeper.digest.enabled]
 */
public record QuorumOptions(
        int fieldBytesMax,
        long queueBytesMax,
        int initTimeoutMillis,
        int connectTimeoutMillis,
        int connectAttempts,
        int connectPauseMillis,
        int learnersMax,
        boolean digestEnabled) {
    private static final int FIELD_BYTES_MAX = 2 * 0xfffff;
    private static final int CONNECT_ATTEMPTS = 5;
    private static final int LEARNERS_MAX = 256;
    private static final long QUEUE_BYTES_MAX = 256L << 20;

    /** The options that the operator configured. */
    public static QuorumOptions of(ServerConfig config) {
        Ensemble ensemble = config.ensemble();
        return new QuorumOptions(
                config.limits().fieldBytesMax(),
                QUEUE_BYTES_MAX,
                ensemble.patience().initLimitMillis(),
                ensemble.patience().connectLimitMillis(),
                CONNECT_ATTEMPTS,
                ensemble.syncing().connectPauseMillis(),
                LEARNERS_MAX,
                config.storage().digestEnabled());
    }

    /**
     * ZooKeeper's defaults.
     *
     * @param initTimeoutMillis initLimit ticks
     */
    public static QuorumOptions of(int initTimeoutMillis) {
        return new QuorumOptions(
                FIELD_BYTES_MAX,
                QUEUE_BYTES_MAX,
                initTimeoutMillis,
                initTimeoutMillis,
                CONNECT_ATTEMPTS,
                100,
                LEARNERS_MAX,
                true);
    }
}
