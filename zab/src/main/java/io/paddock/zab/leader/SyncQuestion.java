// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.leader;

import io.paddock.protocol.Zxid;
import io.paddock.zab.door.LogSpot;
import io.paddock.zab.member.LoggedProposal;
import io.paddock.zab.member.RecentProposals;

/**
 * How a learner's log relates to the leader's: everything that decides how the learner is brought up to date.
 *
 * @param theirs the last zxid in the learner's log
 * @param ours the leader's last zxid that is committed, or that becomes committed with this epoch's initial
 *     history
 * @param epoch the epoch of this leader
 * @param recent the end of the leader's log
 * @param spot what the log on disk says about {@code theirs}; null if the disk has not been asked
 * @param isForced whether the operator wants a snapshot in any case
 */
record SyncQuestion(long theirs, long ours, long epoch, RecentProposals recent, LogSpot spot, boolean isForced) {
    boolean isSame() {
        return theirs == ours;
    }

    /** @return whether the learner has no txn yet, or asks for a snapshot */
    boolean isEmpty() {
        return theirs <= 0;
    }

    /**
     * @return whether the learner has an epoch's initial history and no txn of that epoch. Its zxid then
     *     names no record
     */
    boolean isStartOfEpoch() {
        return theirs > 0 && Zxid.counterOf(theirs) == 0;
    }

    /**
     * @return whether the leader knows where the initial history of the learner's epoch ends. It knows that
     *     for its own epoch, and for an epoch whose first record is in its log
     */
    boolean isStartOfOurEpoch() {
        if (theirs < recent.floor()) {
            return false;
        }
        LoggedProposal next = recent.firstAfter(theirs);
        if (next != null && next.zxid() <= ours) {
            return next.zxid() == theirs + 1;
        }
        return Zxid.epochOf(theirs) == epoch;
    }

    boolean isAhead() {
        return theirs > ours;
    }

    /**
     * Both logs end in one epoch, and an epoch's proposals have no holes. So the learner's log holds the
     * whole log of the leader.
     */
    boolean isAheadInOurLastEpoch() {
        return Zxid.epochOf(theirs) == Zxid.epochOf(ours) && Zxid.counterOf(ours) != 0;
    }

    boolean isRecent() {
        return theirs >= recent.floor();
    }

    boolean isHeldInMemory() {
        return recent.holds(theirs);
    }
}
