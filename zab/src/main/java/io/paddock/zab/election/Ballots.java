// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.election;

import io.paddock.protocol.quorum.Notification;
import io.paddock.protocol.quorum.PeerState;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongPredicate;

/** The last vote received from each voter. */
final class Ballots {
    private final Map<Long, Notification> bySid = new TreeMap<>();

    void put(long sid, Notification vote) {
        bySid.put(sid, vote);
    }

    boolean has(long sid) {
        return bySid.containsKey(sid);
    }

    List<Notification> exceptFrom(long self) {
        return bySid.entrySet().stream()
                .filter(each -> each.getKey() != self)
                .map(Map.Entry::getValue)
                .toList();
    }

    /** @return the ids of the voters that vote for the same leader as {@code vote} */
    Set<Long> sids(Notification vote) {
        Set<Long> sids = new TreeSet<>(bySid.keySet());
        sids.removeIf(sid -> !supportersOf(vote).test(sid));
        return sids;
    }

    void clear() {
        bySid.clear();
    }

    /** @return a test of whether a voter votes for the same leader as {@code vote} */
    LongPredicate supportersOf(Notification vote) {
        return sid -> {
            Notification own = bySid.get(sid);
            return own != null && matches(own, vote);
        };
    }

    /**
     * Tells whether the chosen leader itself also says that it leads. Without this check, two followers that
     * remember a dead leader would make a third member follow it. If this member is the chosen leader, the
     * vote must be of the current round: no member may lead by old votes.
     */
    boolean confirm(Notification vote, long self, long round) {
        if (vote.leader() == self) {
            return vote.round() == round;
        }
        Notification leaders = bySid.get(vote.leader());
        return leaders != null && leaders.state() == PeerState.LEADING;
    }

    // Between settled members only leader and epoch count. They may have been elected with different zxids
    // and rounds (ZOOKEEPER-1732, ZOOKEEPER-1805).
    private static boolean matches(Notification one, Notification other) {
        if (one.leader() != other.leader()) {
            return false;
        }
        if (one.state() == PeerState.LOOKING || other.state() == PeerState.LOOKING) {
            return one.zxid() == other.zxid() && one.round() == other.round() && one.peerEpoch() == other.peerEpoch();
        }
        boolean sameForm = (one.version() == 0) == (other.version() == 0);
        return !sameForm || one.peerEpoch() == other.peerEpoch();
    }
}
