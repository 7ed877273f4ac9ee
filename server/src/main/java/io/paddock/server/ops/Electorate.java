// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.ops;

import io.paddock.protocol.quorum.EnsembleConfig;

/** Answers questions about the ensemble when the leader judges a reconfiguration. On the core thread. */
public interface Electorate {
    /** @return the configuration in force */
    EnsembleConfig committed();

    /** @return the newest configuration: the one in force, or one that is proposed and not yet committed */
    EnsembleConfig lastSeen();

    /**
     * @return whether a quorum of {@code config} is connected and synchronised, so that it could be committed
     */
    boolean isReadyFor(EnsembleConfig config);

    /** @return how many voters a configuration must have at least */
    int votersMin();
}
