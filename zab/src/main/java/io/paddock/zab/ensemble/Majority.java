// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.ensemble;

import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.EnsembleMember;
import java.util.function.LongPredicate;

/** The quorum rule without groups: more than half of the voters. */
final class Majority {
    private Majority() {}

    static boolean isQuorum(EnsembleConfig config, LongPredicate isIn) {
        int voters = 0;
        int in = 0;
        for (EnsembleMember member : config.members().values()) {
            if (!member.observer()) {
                voters++;
                in += isIn.test(member.sid()) ? 1 : 0;
            }
        }
        return in > voters / 2;
    }
}
