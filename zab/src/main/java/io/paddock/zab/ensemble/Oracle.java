// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.ensemble;

import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.EnsembleMember;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;

/**
 * A majority; but of exactly two voters, one may go on alone while the other is away, if somebody outside says so (ZooKeeper's oracle, {@code
 * oraclePath}). Whoever answers must say yes to one of the two at most: told so both, each would lead, and their histories part. And to the
 * one that led last, or what only that one has acknowledged is lost.
 */
public final class Oracle implements QuorumRule {
    private final BooleanSupplier saysYes;

    /** @param saysYes whether we are the one to go on; asked whenever that matters */
    public Oracle(BooleanSupplier saysYes) {
        this.saysYes = saysYes;
    }

    @Override
    public boolean isQuorum(EnsembleConfig config, LongPredicate isIn) {
        return ZOOKEEPER.isQuorum(config, isIn);
    }

    @Override
    public boolean isQuorumAlone(EnsembleConfig config, LongPredicate isIn) {
        return isQuorum(config, isIn)
                || voters(config, any -> true) == 2 && voters(config, isIn) == 1 && saysYes.getAsBoolean();
    }

    @Override
    public boolean isToldToFollow(EnsembleConfig config) {
        return voters(config, any -> true) == 2 && !saysYes.getAsBoolean();
    }

    private static long voters(EnsembleConfig config, LongPredicate isIn) {
        return config.isHierarchical()
                ? 0
                : config.members().values().stream()
                        .filter(each -> !each.observer())
                        .mapToLong(EnsembleMember::sid)
                        .filter(isIn)
                        .count();
    }
}
