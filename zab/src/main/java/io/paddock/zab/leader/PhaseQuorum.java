// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.leader;

import io.paddock.zab.member.Member;
import java.util.Set;
import java.util.TreeSet;

/**
 * The members that have done their part in the present phase, this leader included. It tells whether they are
 * enough to go on. They are enough as a quorum, or by an oracle's word when no other member is connected.
 */
final class PhaseQuorum {
    private final Member member;
    private final Followers followers;
    private final long beganMillis;
    private final Set<Long> inPhase = new TreeSet<>();
    private final Set<Long> promised = new TreeSet<>();
    private boolean isBehind;

    PhaseQuorum(Member member, Followers followers) {
        this.member = member;
        this.followers = followers;
        this.beganMillis = member.nowMillis();
    }

    /** Begins the next phase, in which only this leader has done its part. */
    void begin() {
        inPhase.clear();
        inPhase.add(member.sid());
    }

    void add(long sid) {
        inPhase.add(sid);
    }

    /** The voter has promised to follow no older epoch than this leader's. */
    void promised(long sid) {
        promised.add(sid);
    }

    /** A voter has shown that its history is newer than this leader's. */
    void setBehind() {
        isBehind = true;
    }

    /** @return whether the members that have done their part in this phase are enough */
    boolean isEnough() {
        return member.ensemble().isQuorum(inPhase)
                || isAlone() && member.ensemble().isQuorumAlone(inPhase);
    }

    // No other voter is connected though it had a tick to connect, and none has shown a newer history. Then
    // an oracle may decide.
    private boolean isAlone() {
        boolean hadTime = member.nowMillis() - beganMillis >= member.settings().tickMillis();
        return hadTime && !isBehind && followers.alive().size() == 1;
    }

    /**
     * Tells whether this leader's history has every txn that may be committed. Members count here if their
     * history is not newer. A quorum of such members is enough.
     *
     * <p>While a reconfiguration is in progress, less may be enough. With an even number of voters, half of
     * them suffice if a quorum has promised. Without this rule there might be no leader: voters that do not
     * know a new member cannot elect it, even if only its history is newer. At no other time is half enough.
     * Where members use different lists, two of three may have committed a txn that the other half of four
     * does not hold.
     *
     * @return whether no quorum can hold a committed txn that this leader lacks
     */
    boolean isNewest() {
        return isEnough()
                || member.ensemble().isChanging()
                        && member.ensemble().isQuorum(promised)
                        && member.ensemble().isInEveryQuorum(inPhase);
    }

    /** @return whether the connected members are enough for this member to remain leader */
    boolean isEnoughToStay() {
        Set<Long> alive = followers.alive();
        return member.ensemble().isQuorum(alive)
                || followers.acking().size() == 1 && member.ensemble().isQuorumAlone(alive);
    }
}
