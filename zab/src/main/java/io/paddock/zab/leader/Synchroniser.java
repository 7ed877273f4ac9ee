// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.leader;

import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.LeaderMessage.Commit;
import io.paddock.protocol.quorum.LeaderMessage.Diff;
import io.paddock.protocol.quorum.LeaderMessage.Proposal;
import io.paddock.protocol.quorum.LeaderMessage.Trunc;
import io.paddock.zab.door.Effect;
import io.paddock.zab.door.LogSpot;
import io.paddock.zab.leader.SyncCase.Plan;
import io.paddock.zab.member.LoggedProposal;
import io.paddock.zab.member.Member;
import io.paddock.zab.member.RecentProposals;

/**
 * Sends a learner what brings its log to the leader's (Zab paper, phase 2), by the matching row of
 * {@link SyncCase}.
 */
final class Synchroniser {
    private final Member member;
    private final Followers followers;

    Synchroniser(Member member, Followers followers) {
        this.member = member;
        this.followers = followers;
    }

    /**
     * Sends the learner everything up to {@code settled} that it lacks.
     *
     * @param settled the last zxid that is committed, or becomes committed with this epoch
     * @param spot the disk's answer, or null
     * @return false if the disk has to be asked first, or if the learner was refused because too many others
     *     are being served
     */
    boolean synchronise(Follower follower, long epoch, long settled, LogSpot spot) {
        RecentProposals recent = member.ledger().recent();
        long theirs = follower.promise().lastZxid();
        SyncQuestion question = new SyncQuestion(
                theirs, settled, epoch, recent, spot, member.settings().forceSnapshotSync());
        Plan plan = SyncCase.of(question).plan();
        if (plan != Plan.ASK_DISK && !admits(follower, plan == Plan.SNAP)) {
            return false;
        }
        switch (plan) {
            case ASK_DISK -> {
                member.emit(new Effect.Locate(follower.link(), theirs));
                return false;
            }
            case SNAP ->
                // The label is above every zxid that the learner may hold, because Apache ZooKeeper replays
                // what its log has beyond the label.
                member.emit(new Effect.SendSnapshot(
                        follower.link(), theirs > settled ? Math.max(settled, Zxid.of(epoch, 0)) : settled));
            case TRUNC -> member.emit(new Effect.ToLearner(follower.link(), new Trunc(settled)));
            case DIFF -> {
                member.emit(new Effect.ToLearner(follower.link(), new Diff(settled)));
                tellCommitted(follower, theirs, settled);
            }
            case DIFF_FROM_DISK -> {
                member.emit(new Effect.ToLearner(follower.link(), new Diff(settled)));
                member.emit(new Effect.SendHistory(follower.link(), theirs, Math.min(recent.floor(), settled)));
                tellCommitted(follower, recent.floor(), settled);
            }
        }
        return true;
    }

    // Many observers may connect at once, for example after a network failure. They are served in turn.
    // Voters are never refused.
    private boolean admits(Follower follower, boolean isSnapshot) {
        int max = isSnapshot
                ? member.settings().maxConcurrentSnapSyncs()
                : member.settings().maxConcurrentDiffSyncs();
        if (follower.isObserver() && followers.beingSent(isSnapshot) >= max) {
            followers.close(
                    follower.link(),
                    max + (isSnapshot ? " snapshots" : " parts of the log") + " are being sent to others already");
            return false;
        }
        follower.isSent(isSnapshot);
        return true;
    }

    private void tellCommitted(Follower follower, long after, long upTo) {
        for (LoggedProposal logged : member.ledger().recent().between(after, upTo)) {
            member.emit(new Effect.ToLearner(follower.link(), new Proposal(logged.zxid(), logged.txn())));
            member.emit(new Effect.ToLearner(follower.link(), new Commit(logged.zxid())));
        }
    }
}
