// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.ops;

import io.paddock.protocol.quorum.EnsembleConfig;

/** Who belongs to the ensemble and who is there, as the leader knows it: what a reconfiguration is judged by. On the core thread. */
public interface Electorate {
    /** @return the configuration in force */
    EnsembleConfig committed();

    /** @return the same, or a newer one that is proposed and not committed */
    EnsembleConfig lastSeen();

    /** @return whether a quorum of {@code config} is connected and synchronised, so that it could be committed */
    boolean isReadyFor(EnsembleConfig config);

    /** @return how many voters a configuration needs at least */
    int votersMin();
}
