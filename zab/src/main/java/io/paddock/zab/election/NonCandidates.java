// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.election;

import io.paddock.protocol.quorum.Notification;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.zab.member.Vote;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which voters have said of themselves, when they were last heard of, that they have no say at present. Votes outlive the one that began them: members
 * that start a search at different times tell each other of the best candidate they have heard of, again and again. If that one has lost its disk
 * meanwhile, nobody else would ever be elected. So its own word counts for more than anybody's about it.
 */
public final class NonCandidates {
    private final Set<Long> abstaining = new TreeSet<>();

    /** Somebody told its vote. @return whether that says that it does not stand, and that is news */
    public boolean isNewBy(long from, Notification vote) {
        if (vote.state() == PeerState.LOOKING && vote.leader() == Vote.NOBODY) {
            return abstaining.add(from);
        }
        if (vote.state() == PeerState.LOOKING || vote.state() == PeerState.LEADING) {
            abstaining.remove(from);
        }
        return false;
    }

    boolean has(long sid) {
        return abstaining.contains(sid);
    }
}
