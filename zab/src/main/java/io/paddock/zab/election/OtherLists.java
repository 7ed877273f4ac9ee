// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.election;

import io.paddock.protocol.Payload;
import io.paddock.protocol.jute.MalformedFrame;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.Notification;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.zab.ensemble.ListComparison;
import io.paddock.zab.member.Member;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongPredicate;

/**
 * The lists of members that voters send with their votes, if their quorums differ from those of this member's
 * own list. An operator may change the members by editing the files and restarting one member after the
 * other. Without reconfig no version shows which list is newer.
 */
final class OtherLists {
    private final Member member;
    private final Map<Long, Payload> texts = new TreeMap<>();
    private final Map<Long, EnsembleConfig> lists = new TreeMap<>();
    private final Set<Long> settled = new TreeSet<>();

    OtherLists(Member member) {
        this.member = member;
    }

    /** A voter sent a vote. Since release 3.5 its list comes with the vote. */
    void told(long voter, Notification vote) {
        boolean isSettled = vote.state() == PeerState.FOLLOWING || vote.state() == PeerState.LEADING;
        settled.remove(voter);
        if (isSettled) {
            settled.add(voter);
        }
        Payload text = vote.config();
        if (text == null || text.equals(texts.put(voter, text))) {
            return;
        }
        lists.remove(voter);
        parsed(text)
                .filter(list -> !ListComparison.haveSameQuorums(list, ownList()))
                .ifPresent(list -> lists.put(voter, list));
    }

    private static Optional<EnsembleConfig> parsed(Payload text) {
        try {
            return Optional.of(EnsembleConfig.parse(text.text()));
        } catch (MalformedFrame notAList) {
            return Optional.empty();
        }
    }

    private EnsembleConfig ownList() {
        return member.ensemble().committed();
    }

    /** The process of a voter has ended. */
    void forget(long voter) {
        settled.remove(voter);
    }

    /**
     * Tells whether voters still follow a leader by a list that differs from this member's list in more than
     * one voter. They may be part of a quorum that continues to serve. Electing a leader by this member's
     * list could then make a second quorum.
     */
    boolean forbidElection() {
        return settled.stream()
                .map(lists::get)
                .anyMatch(list -> list != null && ListComparison.mayHaveDisjointQuorums(list, ownList()));
    }

    /**
     * @return whether {@code sid} is a voter in every list that a voter sent, so that all of them may elect
     *     it
     */
    boolean allKnow(long sid) {
        return lists.values().stream().allMatch(list -> list.isVoter(sid));
    }

    /** @return whether voters use lists with other quorums than this member's list */
    boolean isAny() {
        return !lists.isEmpty();
    }

    /**
     * Tells whether this member may follow a leader that uses another list. Two conditions must hold. The
     * leader accepts this member. And with this member, the leader's followers are a quorum of both lists.
     *
     * <p>Without this member, a quorum of its own list may be impossible: not every leader accepts a member
     * that only this list has.
     *
     * @param follows tests whether a voter follows that leader, or is that leader
     */
    boolean mayFollow(long leader, LongPredicate follows) {
        EnsembleConfig theirs = lists.get(leader);
        if (theirs == null || !ownList().isVoter(member.sid())) {
            return false;
        }
        boolean letsUsIn = theirs.isVoter(member.sid()) || ListComparison.contains(ownList(), theirs);
        LongPredicate withUs = sid -> sid == member.sid() || follows.test(sid);
        return letsUsIn
                && member.ensemble().isQuorumOfCommitted(withUs)
                && member.rules().quorum().isQuorum(theirs, withUs);
    }
}
