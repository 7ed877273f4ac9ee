// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.leader;

import io.paddock.zab.member.Member;

/**
 * Has an established leader leave when its followers are no quorum any more. A connection that ends is judged at once: clients must not be served
 * by a leader that nobody follows. Followers that are silent are judged once a tick.
 */
final class QuorumWatch {
    private final Member member;
    private final Followers followers;
    private final PhaseQuorum tally;
    private final LeaderExit departure;
    private boolean isEstablished;
    private long nextRoundMillis;
    private boolean isQuorumRound;

    QuorumWatch(Member member, Followers followers, PhaseQuorum tally, LeaderExit departure) {
        this.member = member;
        this.followers = followers;
        this.tally = tally;
        this.departure = departure;
    }

    /** From now on a quorum is needed to stay. Before that, followers may close a connection and dial again. */
    void begin() {
        isEstablished = true;
        nextRoundMillis = member.nowMillis();
    }

    /** From now on no quorum is needed: the leader has retired and waits for its followers to leave. */
    void end() {
        isEstablished = false;
    }

    /** Leaves if a connection has ended and the rest is no quorum. Call this after each event that may have ended one. */
    void judgeClosings() {
        if (followers.takeHasLostOne()) {
            leaveIfLost();
        }
    }

    /**
     * Begins a round if half a tick has passed since the last one. In every second round it looks for the quorum: an oracle may have changed
     * its mind though no connection has ended.
     *
     * @return whether a round has begun
     */
    boolean beginsRound() {
        if (member.nowMillis() < nextRoundMillis) {
            return false;
        }
        nextRoundMillis = member.nowMillis() + member.settings().tickMillis() / 2;
        isQuorumRound = !isQuorumRound;
        if (isQuorumRound) {
            leaveIfLost();
        }
        return true;
    }

    private void leaveIfLost() {
        if (isEstablished) {
            requireQuorum();
        }
    }

    /** Leaves if the connected members are no quorum. @return whether they are one */
    boolean requireQuorum() {
        boolean isThere = tally.isEnoughToStay();
        if (!isThere) {
            departure.leave("lost the quorum: only " + followers.alive() + " are there");
        }
        return isThere;
    }
}
