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
 * One search for a leader. Members tell each other whom they hold for the best candidate and change their mind when they hear of a better
 * one; the round numbers which search a vote belongs to. It ends when a quorum agrees and either every voter has spoken or nothing better was
 * heard for a while, or when a quorum that has already settled says, with the leader itself, whom it follows.
 */
public final class Election {
    /** The wait for a better vote once a quorum agrees, as in the reference. */
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
     * @param vote how the search ended
     * @param round the one it was made in
     * @param supporters the voters that agreed
     */
    public record Elected(Vote vote, long round, Set<Long> supporters) {
        /** One that nobody has voted for. */
        public Elected(Vote vote, long round) {
            this(vote, round, Set.of());
        }
    }

    /**
     * Starts a search, one round after the last. The ledger must not be busy: a vote says what is on disk.
     *
     * @param abstentions what is known of those that have no say
     * @param successor whom we vote for at first in our own place, as a leader that hands over does; else null
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

    // Who does not vote takes part all the same, with a vote that nobody counts, to learn who leads. So does a
    // voter that may have forgotten what it once acked: on this wire, a vote for nobody is the one way of asking
    // without voting.
    private static Vote initialVote(Member member) {
        boolean isTrusted = member.holdsNothing() || !member.isIncomplete();
        if (!member.mayVote() && !isTrusted) {
            return new Vote(Vote.NOBODY, Vote.UNTOLD, Vote.UNTOLD);
        }
        // A member that does not vote tells all the same how far its history goes: others may wait for that word.
        HistoryPosition standing = member.ledger().standing();
        return new Vote(member.mayVote() ? member.sid() : Vote.NOBODY, standing.lastZxid(), standing.currentEpoch());
    }

    /** @return the number of this search */
    public long round() {
        return round;
    }

    /** @return how it ended, once it has */
    public Optional<Elected> result() {
        return Optional.ofNullable(result);
    }

    /** @return what we say when asked: without a vote, never whom we would choose */
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

    // Whoever else there is has not been heard of, though asked twice: then an oracle may decide.
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

    // Voters of a configuration that is proposed and not in force lead every other time only. It may take one of
    // them, where the newest history is theirs alone; but a voter that has not seen the proposal does not know
    // them, and will not have them, so that with its vote alone nobody would ever be elected. (With the
    // reference's servers, nobody is.) The same goes for a voter that is not in the list of another voter.
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

    // Who has no vote is not told when others change theirs, and hears of a leader only by asking.
    private long longestWaitMillis() {
        int longest = member.settings().maxNotificationMillis();
        return member.mayVote()
                ? longest
                : Math.min(longest, WAITS_WITHOUT_VOTE * member.settings().minNotificationMillis());
    }

    /** Whether this is the first question of a member that we don't count among the voters. */
    public boolean isFirstQuestionOf(long sid) {
        return strangers.add(sid);
    }

    /** The process of a voter is gone: it has nothing better to offer. */
    public void onUnreachable(long sid) {
        if (result == null && unreachable.add(sid)) {
            otherLists.forget(sid);
            weigh();
        }
    }

    /** Somebody says that it has no say: whoever it was chosen by will have to choose another one. */
    public void onAbstention(long sid) {
        if (result == null && proposal.leader() == sid) {
            reconsider();
            tellEverybody();
        }
    }

    /** A voter told its vote. */
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
            // It may have begun to look only now, and then what we told it before went unheard.
            member.emit(new Effect.Notify(from, current()));
        }
        if (vote.round() > round) {
            round = vote.round();
            ofThisRound.clear();
            proposal = beats(Vote.of(vote), initial) ? Vote.of(vote) : initial;
            tellEverybody();
        } else if (vote.round() < round) {
            // Only from a voter: it answers whatever others say, and the two of us would never stop.
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

    // Sooner than the reference in one case: when every voter there is agrees, there is nobody left to wait for.
    private void weigh() {
        Notification own = told(proposal);
        if (member.mayVote()) {
            ofThisRound.put(member.sid(), own);
        }
        LongPredicate supports = ofThisRound.supportersOf(own);
        // Of the configuration in force: a voter of the next one may not know yet that it is one. Discovery asks them
        // all.
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
        // Of two voters, one that leads by an oracle's word has nobody to confirm it.
        boolean leadsAlone = vote.state() == PeerState.LEADING
                && vote.leader() == from
                && member.ensemble().isToldToFollow();
        if (leadsAlone || isSettledOn(ofTheSettled, vote) || isSettledOnByAnotherList(vote)) {
            round = vote.round();
            result = new Elected(Vote.of(vote), round);
        }
    }

    private boolean isSettledOn(Ballots ballots, Notification vote) {
        // A configuration that only we have seen proposed has no say: two voters, one of them ourselves, would never
        // agree.
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
