// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.leader;

import io.paddock.protocol.Zxid;
import io.paddock.zab.door.LogSpot;
import io.paddock.zab.member.LoggedProposal;
import io.paddock.zab.member.RecentProposals;

/**
 * How a learner's log relates to ours: all that decides how it is brought up to date.
 *
 * @param theirs the last zxid in the learner's log
 * @param ours the last zxid of ours that is committed, or that becomes so with this epoch's initial history
 * @param epoch the epoch we lead
 * @param recent the end of our log
 * @param spot what the log on disk says about {@code theirs}; null while it has not been asked
 * @param isForced whether the operator wants a snapshot in any case
 */
record SyncQuestion(long theirs, long ours, long epoch, RecentProposals recent, LogSpot spot, boolean isForced) {
    boolean isSame() {
        return theirs == ours;
    }

    /** Nothing yet, or "send me a snapshot". */
    boolean isEmpty() {
        return theirs <= 0;
    }

    /** The learner has an epoch's initial history and no txn of it: a zxid that names no record. */
    boolean isStartOfEpoch() {
        return theirs > 0 && Zxid.counterOf(theirs) == 0;
    }

    /** It is the epoch we lead, or our log shows the first record of it: either way we know where its initial history ends. */
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

    /** Both logs end in one epoch, so the learner's holds all of ours: an epoch's proposals have no holes. */
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
