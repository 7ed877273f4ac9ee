// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.leader;

import io.paddock.zab.member.Member;
import io.paddock.zab.member.Vote;
import java.util.Set;

/** How a leader leaves of its own accord: because it is told to stop, or because a configuration in force has somebody else lead. */
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

    /** It is to lead no more: for a tick at most it stays to commit what is proposed. */
    void handOver(String why, boolean isStopped) {
        handingOver = why;
        isStopping = isStopped;
        endsMillis = member.nowMillis() + member.settings().tickMillis();
    }

    /** Leaves, and looks for another leader unless it is about to be stopped. */
    void leave(String why) {
        if (isStopping) {
            member.withdraw(why);
        } else {
            member.leave(why);
        }
    }

    /**
     * Leaves in favour of the follower that is furthest, if that is what was asked for and its time has come. A leader that is about to be gone
     * does so only where the others can go on without it. Else its follower would be elected with this member's vote, serve for a moment, and
     * lose its quorum.
     *
     * @param isQuiet whether nothing is left to commit
     * @param settled the end of the initial history
     */
    void handOverIf(boolean isQuiet, long epoch, long settled) {
        if (handingOver != null && (isQuiet || member.nowMillis() >= endsMillis)) {
            Follower heir = followers.furthest();
            if (heir == null) {
                leave("hands over to nobody: " + handingOver);
            } else if (isStopping && !areEnoughWithoutUs()) {
                leave("hands over to nobody, the others are no quorum: " + handingOver);
            } else {
                // What the heir will say of itself, so that the two votes are one.
                Vote vote = new Vote(heir.sid(), Math.max(heir.ackedUpTo(), settled), epoch);
                member.leave("hands over to " + heir.sid() + ": " + handingOver, vote);
            }
        }
    }

    // During a reconfiguration they must be a quorum of both configurations. Of two voters with an oracle, the other
    // one
    // goes on alone where ours says no.
    private boolean areEnoughWithoutUs() {
        Set<Long> staying = followers.acking();
        staying.remove(member.sid());
        boolean isOtherToldToLead =
                member.ensemble().isToldToFollow() && !member.ensemble().isChanging();
        return member.ensemble().isQuorum(staying) || isOtherToldToLead;
    }

    /**
     * Somebody else leads. Learners close their connections when they have read so; until then the message may be on its way.
     *
     * @param designated who leads, or {@link Vote#NOBODY} when that is left to an election
     */
    void retire(long designated) {
        isRetired = true;
        nextLeader = designated;
        endsMillis = member.nowMillis() + member.settings().syncLimitMillis();
        goIfAllHaveLeft();
    }

    /** Leaves if it has retired and nobody is left to be told, or nobody will be. */
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
