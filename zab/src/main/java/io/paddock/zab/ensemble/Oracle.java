// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.ensemble;

import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.EnsembleMember;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;

/**
 * The majority rule with one exception. Of exactly two voters, one may continue alone while the other is
 * down, if an external oracle says so (ZooKeeper's {@code oraclePath}).
 *
 * <p>The oracle must say yes to at most one of the two voters. If both got a yes, each would lead, and their
 * histories would diverge. It must say yes to the voter that led last. Otherwise txns that only that voter
 * has acknowledged are lost.
 */
public final class Oracle implements QuorumRule {
    private final BooleanSupplier saysYes;

    /** @param saysYes whether this member shall continue alone; asked each time it matters */
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
