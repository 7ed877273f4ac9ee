// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.member;

import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.Notification;
import io.paddock.zab.door.Event;

/**
 * A disk on which there was nothing when the process started. Its member is new, or has lost what it once
 * held. A vote of another member may show which of the two it is.
 */
public final class BlankDisk {
    private boolean isBlank;
    private long promised;

    /** @param isBlank whether the disk was empty, and no operator has said that it should be empty */
    public BlankDisk(boolean isBlank) {
        this.isBlank = isBlank;
    }

    /**
     * Observes an event. If a leader has taken the member into its epoch in this process, the member knows
     * that it holds everything it should.
     */
    public void happened(Event event) {
        if (event instanceof Event.AcceptedEpochSaved saved) {
            promised = saved.epoch();
        } else if (event instanceof Event.CurrentEpochSaved) {
            isBlank = false;
        }
    }

    /** @return whether this vote shows that the disk should not be empty */
    public boolean isDoubtedBy(Notification vote) {
        // Other members may have come further into an epoch that this process was asked to join too. Without
        // a txn in it, that does not show an earlier history.
        boolean isOfThisLife = vote.peerEpoch() <= promised && Zxid.counterOf(vote.zxid()) == 0;
        return isBlank && vote.peerEpoch() > 0 && !isOfThisLife;
    }

    /** From now on this member is known to hold everything it should. */
    public void end() {
        isBlank = false;
    }
}
