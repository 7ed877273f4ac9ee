// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.leader;

import io.paddock.zab.member.Member;
import io.paddock.zab.member.Vote;
import java.util.Set;

/**
 * Lets a leader give up its role by itself: because it is told to stop, or because the configuration in force
 * makes another member leader.
 */
final class LeaderExit {
    private final Member member;
    private final Followers followers;
    private String handingOver;
    private boolean isStopping;
    private boolean isRetired;
    private long nextLeader = Vote.NOBODY;
    private long endsMillis;

    LeaderExit(Member member, Followers followers) {
        this.member = member;
        this.followers = followers;
    }

    /** The leader shall stop leading. For at most one tick it stays, to commit what is proposed. */
    void handOver(String why, boolean isStopped) {
        handingOver = why;
        isStopping = isStopped;
        endsMillis = member.nowMillis() + member.settings().tickMillis();
    }

    /** Leaves the role. Then the member looks for another leader, unless it is about to be stopped. */
    void leave(String why) {
        if (isStopping) {
            member.withdraw(why);
        } else {
            member.leave(why);
        }
    }

    /**
     * Leaves in favour of the follower whose log reaches furthest, if a handover was asked for and its time
     * has come. A leader that is about to stop does so only if the others are a quorum without it. Otherwise
     * its follower would be elected with this member's vote, serve for a moment, and lose its quorum.
     *
     * @param isQuiet whether nothing is left to commit
     * @param settled the last zxid of the initial history
     */
    void handOverIf(boolean isQuiet, long epoch, long settled) {
        if (handingOver != null && (isQuiet || member.nowMillis() >= endsMillis)) {
            Follower heir = followers.furthest();
            if (heir == null) {
                leave("hands over to nobody: " + handingOver);
            } else if (isStopping && !areEnoughWithoutUs()) {
                leave("hands over to nobody, the others are no quorum: " + handingOver);
            } else {
                // The follower will tell the same vote about itself, so that both votes count together.
                Vote vote = new Vote(heir.sid(), Math.max(heir.ackedUpTo(), settled), epoch);
                member.leave("hands over to " + heir.sid() + ": " + handingOver, vote);
            }
        }
    }

    // During a reconfiguration the others must be a quorum of both configurations. With two voters and an
    // oracle, the other voter goes on alone if this member's oracle says no.
    private boolean areEnoughWithoutUs() {
        Set<Long> staying = followers.acking();
        staying.remove(member.sid());
        boolean isOtherToldToLead =
                member.ensemble().isToldToFollow() && !member.ensemble().isChanging();
        return member.ensemble().isQuorum(staying) || isOtherToldToLead;
    }

    /**
     * Another member leads from here on. Learners close their connections when they have read that. Until
     * then the message may still be on its way.
     *
     * @param designated the next leader, or {@link Vote#NOBODY} if an election decides
     */
    void retire(long designated) {
        isRetired = true;
        nextLeader = designated;
        endsMillis = member.nowMillis() + member.settings().syncLimitMillis();
        goIfAllHaveLeft();
    }

    /** Leaves if this leader has retired and either every learner has left or the time for it is over. */
    void goIfAllHaveLeft() {
        if (!isRetired || !followers.all().isEmpty() && member.nowMillis() < endsMillis) {
            return;
        }
        if (nextLeader == Vote.NOBODY) {
            member.leave("the configuration in force has somebody else lead");
        } else {
            member.leaveFor(nextLeader, "the configuration in force has " + nextLeader + " lead");
        }
    }
}
