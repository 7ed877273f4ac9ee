// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.member;

import io.paddock.zab.ensemble.QuorumRule;
import java.util.Comparator;

/**
 * The rules that safety rests on and that can be stated in a line each. A test plants a wrong one to see that the simulator notices.
 *
 * @param quorum which sets of voters decide
 * @param histories whose history is newer, when a leader looks at what its followers have
 * @param votes whose history is newer, when voting
 */
public record Rules(QuorumRule quorum, Comparator<HistoryPosition> histories, Comparator<Vote> votes) {
    /** The same, but for who decides. */
    public Rules with(QuorumRule other) {
        return new Rules(other, histories, votes);
    }

    /** Those of the Zab paper and of ZooKeeper. */
    public static final Rules ZAB = new Rules(QuorumRule.ZOOKEEPER, HistoryPosition.BY_HISTORY, Vote.BY_HISTORY);
}
