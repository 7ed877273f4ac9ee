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

/** Sends a learner what brings its log to ours (Zab paper, phase 2), by the row of {@link SyncCase} that fits. */
final class Synchroniser {
    private final Member member;
    private final Followers followers;

    Synchroniser(Member member, Followers followers) {
        this.member = member;
        this.followers = followers;
    }

    /**
     * Sends it, and everything up to {@code settled} with it.
     *
     * @param settled the end of what is committed, or becomes so with this epoch
     * @param spot what the disk has said, or null
     * @return false when the disk has to be asked first, or when the learner was sent away because too many are being served
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
                // Above all that the learner may hold: the reference server replays what its log has beyond the label.
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

    // Many observers that come at once, as after a failure of the network, are served in turn; voters are never sent
    // away.
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
