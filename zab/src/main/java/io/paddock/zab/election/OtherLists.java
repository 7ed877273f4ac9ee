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
 * The lists that voters told with their votes, where their quorums differ from those of our own list: an operator changes members by new
 * lines, and restarts one member after the other. Without reconfig no version says which list is newer.
 */
final class OtherLists {
    private final Member member;
    private final Map<Long, Payload> texts = new TreeMap<>();
    private final Map<Long, EnsembleConfig> lists = new TreeMap<>();
    private final Set<Long> settled = new TreeSet<>();

    OtherLists(Member member) {
        this.member = member;
    }

    /** A voter told a vote, and with it, since release 3.5, its list. */
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

    /** The process of a voter is gone. */
    void forget(long voter) {
        settled.remove(voter);
    }

    /**
     * Whether voters of ours still follow a leader by a list that differs from ours in more than one voter. They may be part of a quorum that
     * goes on serving, so electing somebody by our list could make a second one.
     */
    boolean forbidElection() {
        return settled.stream()
                .map(lists::get)
                .anyMatch(list -> list != null && ListComparison.mayHaveDisjointQuorums(list, ownList()));
    }

    /** @return whether every voter that told a list has {@code sid} among its voters, so that all of them may elect it */
    boolean allKnow(long sid) {
        return lists.values().stream().allMatch(list -> list.isVoter(sid));
    }

    /** @return whether voters go by lists with other quorums than ours */
    boolean isAny() {
        return !lists.isEmpty();
    }

    /**
     * Whether a leader that goes by another list may be followed: it lets us in, and together with us a quorum of our list and a quorum of
     * its list follow it. Without us a quorum of our list may be out of reach: a member that only our list has is not let in everywhere.
     *
     * @param follows who follows that leader, the leader included
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
