// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.ensemble;

import io.paddock.protocol.quorum.EnsembleConfig;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * The quorum rule for groups: more than half of the weight, in more than half of the groups that have any
 * weight.
 */
final class Hierarchy {
    private Hierarchy() {}

    static boolean isQuorum(EnsembleConfig config, LongPredicate isIn) {
        int groups = 0;
        int won = 0;
        for (List<Long> group : config.groups().values()) {
            long weight = 0;
            long in = 0;
            for (long sid : group) {
                if (config.isVoter(sid)) {
                    long own = weightOf(config, sid);
                    weight += own;
                    in += isIn.test(sid) ? own : 0;
                }
            }
            groups += weight > 0 ? 1 : 0;
            won += weight > 0 && in > weight / 2 ? 1 : 0;
        }
        return won > groups / 2;
    }

    static boolean mayLead(EnsembleConfig config, long sid) {
        return !config.isHierarchical() || weightOf(config, sid) != 0;
    }

    private static long weightOf(EnsembleConfig config, long sid) {
        return config.weights().getOrDefault(sid, 1L);
    }
}
