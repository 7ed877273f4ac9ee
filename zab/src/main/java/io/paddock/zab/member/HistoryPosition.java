// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.member;

import java.util.Comparator;

/**
 * Decides which of two histories is newer: first by the epoch whose initial history is held, then by the last
 * zxid. (Zab paper, phase 1: the leader takes over the history of the follower with the highest of these.)
 */
public record HistoryPosition(long currentEpoch, long lastZxid) {
    /** Newer histories are greater. */
    public static final Comparator<HistoryPosition> BY_HISTORY =
            Comparator.comparingLong(HistoryPosition::currentEpoch).thenComparingLong(HistoryPosition::lastZxid);

    /**
     * The epochs of members of one ensemble are never this far apart, because about a million elections would
     * take weeks. An ensemble that forms while a voter's history is unknown begins further away from that
     * history ({@link io.paddock.zab.door.FirstEpoch}).
     */
    public static final long EPOCHS_APART = 1L << 20;

    /** @return whether this history has no txn */
    public boolean isEmpty() {
        return lastZxid == 0;
    }

    /**
     * Tells whether this history belongs to another ensemble than one whose epoch is {@code epoch}. A history
     * that was never in an ensemble, for example a standalone server's, belongs to the ensemble that it
     * joins.
     */
    public boolean isOfAnotherEnsembleThan(long epoch) {
        return !isEmpty() && currentEpoch > 0 && epoch > 0 && Math.abs(epoch - currentEpoch) >= EPOCHS_APART;
    }

    /**
     * @return whether a member with this history cannot follow a leader that is established in {@code epoch}
     */
    public boolean conflictsWith(long epoch) {
        return isOfAnotherEnsembleThan(epoch) || !isEmpty() && currentEpoch > epoch;
    }
}
