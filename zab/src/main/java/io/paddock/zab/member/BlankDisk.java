// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.member;

import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.Notification;
import io.paddock.zab.door.Event;

/**
 * A disk on which there was nothing when the process started: its member is new, or has lost what it once knew. A vote of another member may show which.
 */
public final class BlankDisk {
    private boolean isBlank;
    private long promised;

    /** @param isBlank whether there was nothing, though nobody has said that there should be nothing */
    public BlankDisk(boolean isBlank) {
        this.isBlank = isBlank;
    }

    /** A member that a leader has taken into its epoch in this process knows what it has. */
    public void happened(Event event) {
        if (event instanceof Event.AcceptedEpochSaved saved) {
            promised = saved.epoch();
        } else if (event instanceof Event.CurrentEpochSaved) {
            isBlank = false;
        }
    }

    /** @return whether this vote shows that there should be something on the disk */
    public boolean isDoubtedBy(Notification vote) {
        // Others may have come further into an epoch that this process was asked to join, too. Without a txn that is no
        // past.
        boolean isOfThisLife = vote.peerEpoch() <= promised && Zxid.counterOf(vote.zxid()) == 0;
        return isBlank && vote.peerEpoch() > 0 && !isOfThisLife;
    }

    /** What this member has is known from here on. */
    public void end() {
        isBlank = false;
    }
}
