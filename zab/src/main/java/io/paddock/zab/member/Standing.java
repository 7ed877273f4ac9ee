// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.member;

import java.util.Comparator;

/**
 * What decides whose history is the newest: first the epoch whose initial history is held, then the last zxid (Zab paper, phase 1: the
 * leader takes the history of the follower with the highest of these).
 */
public record Standing(long currentEpoch, long lastZxid) {
    /** Newer histories are greater. */
    public static final Comparator<Standing> BY_HISTORY =
            Comparator.comparingLong(Standing::currentEpoch).thenComparingLong(Standing::lastZxid);
}
