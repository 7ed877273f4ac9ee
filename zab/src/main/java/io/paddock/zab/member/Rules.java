// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.member;

import io.paddock.zab.ensemble.QuorumRule;
import java.util.Comparator;

/**
 * The rules on which safety rests and that fit one line each. A test plants a wrong rule to see that the
 * simulator notices it.
 *
 * @param quorum which sets of voters decide
 * @param histories which history is newer, when a leader compares its followers' histories with its own
 * @param votes which history is newer, when votes are compared
 */
public record Rules(QuorumRule quorum, Comparator<HistoryPosition> histories, Comparator<Vote> votes) {
    /** @return the same rules with another quorum rule */
    public Rules with(QuorumRule other) {
        return new Rules(other, histories, votes);
    }

    /** The rules of the Zab paper and of ZooKeeper. */
    public static final Rules ZAB = new Rules(QuorumRule.ZOOKEEPER, HistoryPosition.BY_HISTORY, Vote.BY_HISTORY);
}
