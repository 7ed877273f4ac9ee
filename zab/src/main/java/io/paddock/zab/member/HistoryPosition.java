// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.member;

import java.util.Comparator;

/**
 * What decides whose history is the newest: first the epoch whose initial history is held, then the last zxid (Zab paper, phase 1: the
 * leader takes the history of the follower with the highest of these).
 */
public record HistoryPosition(long currentEpoch, long lastZxid) {
    /** Newer histories are greater. */
    public static final Comparator<HistoryPosition> BY_HISTORY =
            Comparator.comparingLong(HistoryPosition::currentEpoch).thenComparingLong(HistoryPosition::lastZxid);

    /**
     * So far apart the epochs of members of one ensemble never are: that many elections take weeks. Ensembles that formed while a voter's history
     * was unknown begin further away from it ({@link io.paddock.zab.door.FirstEpoch}).
     */
    public static final long EPOCHS_APART = 1L << 20;

    /** @return whether no txn is held */
    public boolean isEmpty() {
        return lastZxid == 0;
    }

    /**
     * Whether this is the history of another ensemble than one that is in {@code epoch}. A history that never was in an ensemble, as a standalone
     * server's, belongs to the one that it joins.
     */
    public boolean isOfAnotherEnsembleThan(long epoch) {
        return !isEmpty() && currentEpoch > 0 && epoch > 0 && Math.abs(epoch - currentEpoch) >= EPOCHS_APART;
    }

    /** Whether a member that holds this cannot follow a leader that is established in {@code epoch}. */
    public boolean conflictsWith(long epoch) {
        return isOfAnotherEnsembleThan(epoch) || !isEmpty() && currentEpoch > epoch;
    }
}
