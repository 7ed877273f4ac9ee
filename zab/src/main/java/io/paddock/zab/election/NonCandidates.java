// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.election;

import io.paddock.protocol.quorum.Notification;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.zab.member.Vote;
import java.util.Set;
import java.util.TreeSet;

/**
 * The voters whose last message said that they have no vote at present. Votes outlive the member that began
 * them: members that start a search at different times tell each other of the best candidate again and again.
 * If that candidate has lost its disk meanwhile, no other member would ever be elected. So a voter's own word
 * about itself counts more than other members' votes for it.
 */
public final class NonCandidates {
    private final Set<Long> abstaining = new TreeSet<>();

    /**
     * Records a vote.
     *
     * @return true if the sender now declines to be a candidate and did not before
     */
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
