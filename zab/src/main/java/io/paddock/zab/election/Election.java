// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.election;

import io.paddock.protocol.quorum.Notification;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.zab.member.Member;
import io.paddock.zab.member.Standing;
import io.paddock.zab.member.Vote;
import io.paddock.zab.port.Effect;
import java.util.Optional;

/**
 * One search for a leader. Members tell each other whom they hold for the best candidate and change their mind when they hear of a better
 * one; the round numbers which search a vote belongs to. It ends when a quorum agrees and either every voter has spoken or nothing better was
 * heard for a while, or when a quorum that has already settled says, with the leader itself, whom it follows.
 */
public final class Election {
    /** The wait for a better vote once a quorum agrees, as in the reference. */
    private static final long FINALIZE_MILLIS = 200;

    private final Member member;
    private final Vote initial;
    private final Ballots ofThisRound = new Ballots();
    private final Ballots ofTheSettled = new Ballots();
    private long round;
    private Vote proposal;
    private long waitMillis;
    private long tellAgainAtMillis;
    private boolean isAgreed;
    private long decideAtMillis;
    private Elected result;

    /** @param elected how the search ended: the vote, and the round it was made in */
    public record Elected(Vote vote, long round) {}

    /** Starts a search, one round after the last. The ledger must not be busy: a vote says what is on disk. */
    public Election(Member member, long lastRound) {
        this.member = member;
        this.round = lastRound + 1;
        this.initial = initialVote(member);
        this.proposal = initial;
        this.waitMillis = member.settings().minNotificationMillis();
        this.tellAgainAtMillis = member.nowMillis() + waitMillis;
        tellEverybody();
        weigh();
    }

    // Who does not vote takes part all the same, with a vote that every candidate beats, to learn who leads.
    private static Vote initialVote(Member member) {
        if (!member.ensemble().isVoter(member.sid())) {
            return new Vote(Vote.NOBODY, Long.MIN_VALUE, Long.MIN_VALUE);
        }
        Standing standing = member.ledger().standing();
        return new Vote(member.sid(), standing.lastZxid(), standing.currentEpoch());
    }

    /** @return the number of this search */
    public long round() {
        return round;
    }

    /** @return how it ended, once it has */
    public Optional<Elected> result() {
        return Optional.ofNullable(result);
    }

    /** @return what we say when asked */
    public Notification current() {
        return proposal.notification(PeerState.LOOKING, round, member.configText());
    }

    /** Time has passed. */
    public void onTick() {
        if (isAgreed && member.nowMillis() >= decideAtMillis) {
            result = new Elected(proposal, round);
        } else if (member.nowMillis() >= tellAgainAtMillis) {
            waitMillis = Math.min(2 * waitMillis, member.settings().maxNotificationMillis());
            tellAgainAtMillis = member.nowMillis() + waitMillis;
            tellEverybody();
        }
    }

    /** A voter told its vote. */
    public void onVote(long from, Notification vote) {
        if (result != null
                || !member.ensemble().isVoter(from)
                || !member.ensemble().isVoter(vote.leader())) {
            return;
        }
        switch (vote.state()) {
            case LOOKING -> onLooking(from, vote);
            case FOLLOWING, LEADING -> onSettled(from, vote);
            case OBSERVING -> {} // Observers have no vote.
        }
    }

    private void onLooking(long from, Notification vote) {
        if (vote.round() > round) {
            round = vote.round();
            ofThisRound.clear();
            proposal = beats(Vote.of(vote), initial) ? Vote.of(vote) : initial;
            tellEverybody();
        } else if (vote.round() < round) {
            // Only from a voter: it answers whatever others say, and the two of us would never stop.
            if (member.ensemble().isVoter(member.sid())) {
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
        return member.ensemble().mayLead(one.leader()) && member.rules().votes().compare(one, other) > 0;
    }

    // Sooner than the reference in one case: when every voter agrees, there is nobody left to wait for.
    private void weigh() {
        Notification own = current();
        if (member.ensemble().isVoter(member.sid())) {
            ofThisRound.put(member.sid(), own);
        }
        boolean agreed = proposal.leader() != Vote.NOBODY && member.ensemble().isQuorum(ofThisRound.supportersOf(own));
        if (agreed
                && member.ensemble().voters().stream()
                        .allMatch(sid -> ofThisRound.supportersOf(own).test(sid))) {
            result = new Elected(proposal, round);
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
        if (isSettledOn(ofTheSettled, vote)) {
            round = vote.round();
            result = new Elected(Vote.of(vote), round);
        }
    }

    private boolean isSettledOn(Ballots ballots, Notification vote) {
        return member.ensemble().isQuorum(ballots.supportersOf(vote)) && ballots.confirm(vote, member.sid(), round);
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
