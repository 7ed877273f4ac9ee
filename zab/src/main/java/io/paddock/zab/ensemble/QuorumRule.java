// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.ensemble;

import io.paddock.protocol.quorum.EnsembleConfig;
import java.util.function.LongPredicate;

/** Which sets of voters decide, under one configuration. */
@FunctionalInterface
public interface QuorumRule {
    /** @param isIn whether a server id is in the set; asked of voters only */
    boolean isQuorum(EnsembleConfig config, LongPredicate isIn);

    /**
     * Whether the set decides where all the others are away. The same, unless there is an {@link Oracle}.
     *
     * @param isIn as above
     */
    default boolean isQuorumAlone(EnsembleConfig config, LongPredicate isIn) {
        return isQuorum(config, isIn);
    }

    /** Whether a member follows a leader on that one's own word, though no quorum says that it does. Never, unless there is an oracle. */
    default boolean isToldToFollow(EnsembleConfig config) {
        return false;
    }

    /** The rule ZooKeeper has: a majority, or where groups or weights are given, a majority of weights in a majority of groups. */
    QuorumRule ZOOKEEPER = (config, isIn) ->
            config.isHierarchical() ? Hierarchy.isQuorum(config, isIn) : Majority.isQuorum(config, isIn);
}
