// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.leader;

import io.paddock.zab.member.Member;

/**
 * Makes an established leader leave when its followers are no quorum any more. It reacts at once when a
 * connection ends, because a leader without followers must not serve clients. It checks for silent followers
 * once a tick.
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

    /**
     * From now on the leader needs a quorum to stay. Before that, followers may close a connection and
     * connect again.
     */
    void begin() {
        isEstablished = true;
        nextRoundMillis = member.nowMillis();
    }

    /** From now on the leader needs no quorum: it has retired and waits for its followers to leave. */
    void end() {
        isEstablished = false;
    }

    /**
     * Leaves if a connection has ended and the remaining members are no quorum. Call this after each event
     * that may have ended a connection.
     */
    void judgeClosings() {
        if (followers.takeHasLostOne()) {
            leaveIfLost();
        }
    }

    /**
     * Begins a round if half a tick has passed since the last one. In every second round the leader checks
     * for its quorum: an oracle may have changed its answer though no connection has ended.
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

    /**
     * Leaves if the connected members are no quorum.
     *
     * @return whether they are a quorum
     */
    boolean requireQuorum() {
        boolean isThere = tally.isEnoughToStay();
        if (!isThere) {
            departure.leave("lost the quorum: only " + followers.alive() + " are there");
        }
        return isThere;
    }
}
