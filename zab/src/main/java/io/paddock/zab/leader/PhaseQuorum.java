// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.leader;

import io.paddock.zab.member.Member;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who has come along in the present phase, ourselves included, and whether that is enough to go on: a quorum, or an oracle's word where nobody else
 * is there to be asked.
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

    /** The next phase: nobody has come along yet. */
    void begin() {
        inPhase.clear();
        inPhase.add(member.sid());
    }

    void add(long sid) {
        inPhase.add(sid);
    }

    /** It will follow no older epoch than ours. */
    void promised(long sid) {
        promised.add(sid);
    }

    /** Somebody has shown that it knows more than we do. */
    void setBehind() {
        isBehind = true;
    }

    /** Whether those that have come along in this phase are enough. */
    boolean isEnough() {
        return member.ensemble().isQuorum(inPhase)
                || isAlone() && member.ensemble().isQuorumAlone(inPhase);
    }

    // Nobody came though there was some time to come, and nobody has shown that it knows more: then an oracle may
    // decide.
    private boolean isAlone() {
        boolean hadTime = member.nowMillis() - beganMillis >= member.settings().tickMillis();
        return hadTime && !isBehind && followers.alive().size() == 1;
    }

    /**
     * Whether no history of a quorum is newer than ours, where those that have come along are those with no newer one: then ours has all that may be
     * committed. While a configuration is on its way and has an even number of voters, half of them are enough to know that, as long as a
     * quorum has promised: the one that is ahead cannot be elected by voters that have never heard of it. At no other time: where members
     * go by different lists, two of three may have committed something that the other half of four does not hold.
     */
    boolean isNewest() {
        return isEnough()
                || member.ensemble().isChanging()
                        && member.ensemble().isQuorum(promised)
                        && member.ensemble().isInEveryQuorum(inPhase);
    }

    /** Whether those that are there are enough to lead on. */
    boolean isEnoughToStay() {
        Set<Long> alive = followers.alive();
        return member.ensemble().isQuorum(alive)
                || followers.acking().size() == 1 && member.ensemble().isQuorumAlone(alive);
    }
}
