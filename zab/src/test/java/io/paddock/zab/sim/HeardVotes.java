// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.sim;

import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.Notification;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.zab.door.Effect;
import io.paddock.zab.ensemble.QuorumRule;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The votes that each member has received since it began to look for a leader, and the promise about which
 * leader it may follow then.
 */
final class HeardVotes {
    /**
     * The key is the member that received votes, then the leader that the votes are for. The value is the
     * voters.
     */
    private final Map<Integer, Map<Long, Set<Long>>> heard = new HashMap<>();

    /** A member really received a vote, even if a sabotage hides it from its core. */
    void told(int sid, long from, Notification vote) {
        heard.computeIfAbsent(sid, any -> new HashMap<>())
                .computeIfAbsent(vote.leader(), any -> new TreeSet<>())
                .add(from);
    }

    /**
     * Promise: a member that has elected a leader received votes for it from a quorum of its own list, itself
     * included.
     *
     * @param list the member's own list
     */
    void becomes(int sid, Effect.Become role, EnsembleConfig list) {
        if (role.state() == PeerState.LOOKING) {
            heard.remove(sid);
        } else if (role.why().startsWith("elected")) {
            Set<Long> supporters =
                    new TreeSet<>(heard.getOrDefault(sid, Map.of()).getOrDefault(role.leader(), Set.of()));
            supporters.add((long) sid);
            Violation.unless(
                    QuorumRule.ZOOKEEPER.isQuorum(list, supporters::contains),
                    "who follows: member " + sid + " goes by the members "
                            + list.members().keySet() + " and follows " + role.leader()
                            + ", for which it has heard only "
                            + supporters);
        }
    }
}
