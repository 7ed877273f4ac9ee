// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.link;

import io.paddock.server.config.Ensemble;
import io.paddock.server.config.ServerConfig;

/**
 * How connections between leader and learners work. Keys in brackets.
 *
 * @param fieldBytesMax the longest field believed [jute.maxbuffer plus zookeeper.jute.maxbuffer.extrasize]
 * @param queueBytesMax what may wait to be sent over one connection before it is closed: its other side is too slow to keep up
 * @param initTimeoutMillis how long a peer may take to answer while a learner joins, and a learner to say who it is [initLimit ticks]
 * @param connectTimeoutMillis how long a learner may take to reach its leader [connectToLearnerMasterLimit ticks]
 * @param connectAttempts how often a learner dials its leader
 * @param connectPauseMillis between two of them [zookeeper.leaderConnectDelayDuringRetryMs]
 * @param learnersMax connections that a leader keeps at once
 * @param digestEnabled whether a tree that is received keeps its digest [zookeeper.digest.enabled]
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

    /** What the operator wants. */
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

    /** What ZooKeeper does when nothing is configured. @param initTimeoutMillis initLimit ticks */
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
