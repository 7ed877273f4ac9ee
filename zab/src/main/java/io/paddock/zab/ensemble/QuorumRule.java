// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.ensemble;

import io.paddock.protocol.quorum.EnsembleConfig;
import java.util.function.LongPredicate;

/** Decides which sets of voters are a quorum, under one configuration. */
@FunctionalInterface
public interface QuorumRule {
    /** @param isIn whether a server id is in the set; called for voters only */
    boolean isQuorum(EnsembleConfig config, LongPredicate isIn);

    /**
     * Tells whether the set may decide when all other voters are unreachable. It must be a quorum, unless
     * there is an {@link Oracle}.
     *
     * @param isIn whether a server id is in the set; called for voters only
     */
    default boolean isQuorumAlone(EnsembleConfig config, LongPredicate isIn) {
        return isQuorum(config, isIn);
    }

    /**
     * Tells whether a member follows a leader by the leader's word alone, without a quorum that confirms it.
     * Without an oracle the answer is always no.
     */
    default boolean isToldToFollow(EnsembleConfig config) {
        return false;
    }

    /**
     * ZooKeeper's rule: a majority of the voters. If groups or weights are given, a majority of the weight in
     * a majority of the groups.
     */
    QuorumRule ZOOKEEPER = (config, isIn) ->
            config.isHierarchical() ? Hierarchy.isQuorum(config, isIn) : Majority.isQuorum(config, isIn);
}
