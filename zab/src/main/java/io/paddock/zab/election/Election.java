// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.election;

import io.paddock.protocol.quorum.Notification;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.zab.door.Effect;
import io.paddock.zab.member.HistoryPosition;
import io.paddock.zab.member.Member;
import io.paddock.zab.member.Vote;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongPredicate;

/**
 * One search for a leader. Members tell each other which candidate they consider best, and change their vote
 * when they learn of a better one. The round number shows to which search a vote belongs.
 *
 * <p>The search ends in one of two ways. Either a quorum agrees, and every voter has voted or no better vote
 * has come for a while. Or a quorum that already follows a leader says so, and that leader confirms it.
 */
public final class Election {
    /** How long a member waits for a better vote once a quorum agrees, as in Apache ZooKeeper. */
    private static final long FINALIZE_MILLIS = 200;

    private static final int WAITS_WITHOUT_VOTE = 5;

    private final Member member;
    private final NonCandidates abstentions;
    private final Vote initial;
    private final Ballots ofThisRound = new Ballots();
    private final Ballots ofTheSettled = new Ballots();
    private final OtherLists otherLists;
    private final Set<Long> unreachable = new TreeSet<>();
    private final Set<Long> strangers = new TreeSet<>();
    private long round;
    private Vote proposal;
    private long waitMillis;
    private long tellAgainAtMillis;
    private boolean newcomersMayLead = true;
    private boolean isAgreed;
    private long decideAtMillis;
    private Elected result;

    /**
     * The result of a search.
     *
     * @param vote the vote on which the search ended
     * @param round the round in which the vote was made
     * @param supporters the voters that agreed
     */
    public record Elected(Vote vote, long round, Set<Long> supporters) {
        /** A result without supporters. */
        public Elected(Vote vote, long round) {
            this(vote, round, Set.of());
        }
    }

    /**
     * Starts a search, one round after the last. The ledger must not be busy, because a vote names what is on
     * disk.
     *
     * @param abstentions the voters that are known to have declared that they have no vote at present
     * @param successor this member's first vote, if it is a leader that hands over; null to vote for itself
     */
    public Election(Member member, NonCandidates abstentions, long lastRound, Vote successor) {
        this.member = member;
        this.abstentions = abstentions;
        this.round = lastRound + 1;
        this.otherLists = new OtherLists(member);
        this.initial = successor != null && member.mayVote() ? successor : initialVote(member);
        this.proposal = initial;
        this.waitMillis = member.settings().minNotificationMillis();
        this.tellAgainAtMillis = member.nowMillis() + waitMillis;
        tellEverybody();
        weigh();
    }

    // A member without a vote also takes part, to learn who leads. Its vote names nobody, and no member
    // counts it. A voter that may have lost txns it once acked does the same: in this protocol, a vote for
    // nobody is the only way to ask without voting.
    private static Vote initialVote(Member member) {
        boolean isTrusted = member.holdsNothing() || !member.isIncomplete();
        if (!member.mayVote() && !isTrusted) {
            return new Vote(Vote.NOBODY, Vote.UNTOLD, Vote.UNTOLD);
        }
        // A member that does not vote still tells how far its history goes, because other voters may wait for
        // that.
        HistoryPosition standing = member.ledger().standing();
        return new Vote(member.mayVote() ? member.sid() : Vote.NOBODY, standing.lastZxid(), standing.currentEpoch());
    }

    /** @return the number of this search */
    public long round() {
        return round;
    }

    /** @return the result, once the search has ended */
    public Optional<Elected> result() {
        return Optional.ofNullable(result);
    }

    /**
     * @return the answer to a member that asks. Without a vote, this member does not tell which candidate it
     *     considers best
     */
    public Notification current() {
        return told(member.mayVote() ? proposal : initial);
    }

    private Notification told(Vote vote) {
        return vote.notification(PeerState.LOOKING, round, member.configText());
    }

    /** Time has passed. */
    public void onTick() {
        if (isAgreed && member.nowMillis() >= decideAtMillis) {
            result = new Elected(proposal, round, ofThisRound.sids(told(proposal)));
        } else if (member.nowMillis() >= tellAgainAtMillis && mayLeadAlone()) {
            result = new Elected(proposal, round, ofThisRound.sids(told(proposal)));
        } else if (member.nowMillis() >= tellAgainAtMillis) {
            waitMillis = Math.min(2 * waitMillis, longestWaitMillis());
            tellAgainAtMillis = member.nowMillis() + waitMillis;
            if (member.ensemble().isChanging() || otherLists.isAny()) {
                newcomersMayLead = !newcomersMayLead;
                reconsider();
            }
            tellEverybody();
        }
    }

    // The other voters were asked twice and have not answered. Then an oracle may decide.
    private boolean mayLeadAlone() {
        boolean isFirstWait = waitMillis == member.settings().minNotificationMillis();
        return !isFirstWait
                && member.mayVote()
                && !otherLists.forbidElection()
                && proposal.leader() == member.sid()
                && member.ensemble().isQuorumAlone(ofThisRound.sids(told(proposal)));
    }

    private void reconsider() {
        Vote best = best();
        if (!best.equals(proposal)) {
            proposal = best;
            weigh();
        }
    }

    // Some voters are voters only of a proposed configuration, and some are missing in another voter's list.
    // They are candidates only in every second waiting period. One of them may be needed, if only they hold
    // the newest history. But a voter that does not know them does not accept them. If its vote is needed, no
    // leader could ever be elected. (With Apache ZooKeeper's servers, none is.)
    private boolean isCandidate(long sid) {
        boolean isKnownToAll = member.ensemble().committed().isVoter(sid) && otherLists.allKnow(sid);
        return !abstentions.has(sid)
                && member.ensemble().mayLead(sid)
                && (isKnownToAll || newcomersMayLead && member.ensemble().isVoter(sid));
    }

    private Vote best() {
        Vote best = initial;
        for (Notification each : ofThisRound.exceptFrom(member.sid())) {
            best = beats(Vote.of(each), best) ? Vote.of(each) : best;
        }
        return best;
    }

    // Other members do not notify a member without a vote when their votes change. It learns of a leader only
    // by asking, so it asks more often.
    private long longestWaitMillis() {
        int longest = member.settings().maxNotificationMillis();
        return member.mayVote()
                ? longest
                : Math.min(longest, WAITS_WITHOUT_VOTE * member.settings().minNotificationMillis());
    }

    /** @return whether this is the first question of a member that this member does not count as a voter */
    public boolean isFirstQuestionOf(long sid) {
        return strangers.add(sid);
    }

    /** The process of a voter has ended, so no better vote can come from it. */
    public void onUnreachable(long sid) {
        if (result == null && unreachable.add(sid)) {
            otherLists.forget(sid);
            weigh();
        }
    }

    /**
     * A voter says that it has no vote at present. If this member votes for it, this member chooses again.
     */
    public void onAbstention(long sid) {
        if (result == null && proposal.leader() == sid) {
            reconsider();
            tellEverybody();
        }
    }

    /** A voter sent its vote. */
    public void onVote(long from, Notification vote) {
        boolean isForUsInVain = vote.leader() == member.sid() && !member.mayVote();
        if (result != null || isForUsInVain || !member.ensemble().isVoter(from)) {
            return;
        }
        otherLists.told(from, vote);
        if (!member.ensemble().isVoter(vote.leader())) {
            return;
        }
        unreachable.remove(from);
        switch (vote.state()) {
            case LOOKING -> onLooking(from, vote);
            case FOLLOWING, LEADING -> onSettled(from, vote);
            case OBSERVING -> {} // Observers have no vote.
        }
    }

    private void onLooking(long from, Notification vote) {
        if (vote.round() == round && !ofThisRound.has(from) && member.mayVote()) {
            // The sender may have begun to look only now, and may have missed earlier votes of this member.
            member.emit(new Effect.Notify(from, current()));
        }
        if (vote.round() > round) {
            round = vote.round();
            ofThisRound.clear();
            proposal = beats(Vote.of(vote), initial) ? Vote.of(vote) : initial;
            tellEverybody();
        } else if (vote.round() < round) {
            // A member without a vote stays silent here. The sender answers each message of such a member, so
            // the two would never stop.
            if (member.mayVote()) {
                member.emit(new Effect.Notify(from, current()));
            }
            return;
        } else if (beats(Vote.of(vote), proposal)) {
            proposal = Vote.of(vote);
            tellEverybody();
        }
        ofThisRound.put(from, vote);
        weigh();
    }

    private boolean beats(Vote one, Vote other) {
        return isCandidate(one.leader())
                && !member.isOfAnotherEnsemble(new HistoryPosition(one.peerEpoch(), one.zxid()))
                && (!isCandidate(other.leader()) || member.rules().votes().compare(one, other) > 0);
    }

    // In one case this search ends sooner than Apache ZooKeeper's: if every reachable voter agrees, there is
    // no vote left to wait for.
    private void weigh() {
        Notification own = told(proposal);
        if (member.mayVote()) {
            ofThisRound.put(member.sid(), own);
        }
        LongPredicate supports = ofThisRound.supportersOf(own);
        // A quorum of the configuration in force is enough here: a voter of the proposed one may not know yet
        // that it is a voter. Discovery asks for quorums of both.
        boolean agreed = proposal.leader() != Vote.NOBODY
                && member.ensemble().isQuorumOfCommitted(supports)
                && !otherLists.forbidElection();
        if (agreed
                && member.ensemble().voters().stream()
                        .allMatch(sid -> unreachable.contains(sid) || supports.test(sid))) {
            result = new Elected(proposal, round, ofThisRound.sids(own));
        } else if (agreed) {
            decideAtMillis = member.nowMillis() + FINALIZE_MILLIS;
        }
        isAgreed = agreed;
    }

    private void onSettled(long from, Notification vote) {
        if (vote.round() == round) {
            ofThisRound.put(from, vote);
            if (isSettledOn(ofThisRound, vote)) {
                result = new Elected(Vote.of(vote), round);
                return;
            }
        }
        ofTheSettled.put(from, vote);
        // Of two voters, the other one may lead by an oracle's word. No third member can confirm that.
        boolean leadsAlone = vote.state() == PeerState.LEADING
                && vote.leader() == from
                && member.ensemble().isToldToFollow();
        if (leadsAlone || isSettledOn(ofTheSettled, vote) || isSettledOnByAnotherList(vote)) {
            round = vote.round();
            result = new Elected(Vote.of(vote), round);
        }
    }

    private boolean isSettledOn(Ballots ballots, Notification vote) {
        // Only the configuration in force counts here. A proposed one that only this member has seen may have
        // two voters, of which this member is one. Such a quorum could never follow a leader while this
        // member looks.
        return member.ensemble().isQuorumOfCommitted(ballots.supportersOf(vote))
                && ballots.confirm(vote, member.sid(), round);
    }

    private boolean isSettledOnByAnotherList(Notification vote) {
        return ofTheSettled.confirm(vote, member.sid(), round)
                && otherLists.mayFollow(vote.leader(), ofTheSettled.supportersOf(vote));
    }

    private void tellEverybody() {
        Notification own = current();
        for (long sid : member.ensemble().voters()) {
            if (sid != member.sid()) {
                member.emit(new Effect.Notify(sid, own));
            }
        }
    }
}
