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

/** Whom each member has heard votes for since it began to look for a leader, and the promise about whom it may follow then. */
final class HeardVotes {
    /** By the member that heard it, by the leader that the vote is for. */
    private final Map<Integer, Map<Long, Set<Long>>> heard = new HashMap<>();

    /** A member was really told a vote, whatever its core is told. */
    void told(int sid, long from, Notification vote) {
        heard.computeIfAbsent(sid, any -> new HashMap<>())
                .computeIfAbsent(vote.leader(), any -> new TreeSet<>())
                .add(from);
    }

    /**
     * A member that has elected somebody heard so from a quorum of its own list, itself included.
     *
     * @param list its own list
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
