// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.member;

import io.paddock.protocol.Zxid;

/**
 * What a member finds on its disk when it starts, all of it durable.
 *
 * @param lastZxid the last zxid of snapshot and log
 * @param acceptedEpoch the highest epoch promised
 * @param currentEpoch the newest epoch whose initial history is held
 * @param isIncomplete whether the member once held more than this: its disk was lost or its log is damaged.
 *     It may have acked txns and given promises that it has lost. Such a member joins as a learner, by
 *     snapshot. It does not vote, lead or count for a quorum before it serves. The process must remember this
 *     over restarts until the first {@code Effect.Serve}. At most a minority may be incomplete at once: what
 *     a quorum has forgotten is lost
 * @param isDamaged whether there are files that cannot be used. Their content is unknown, so a last zxid of 0
 *     does not show that they held nothing
 * @param isInConflict whether this member's history and an established leader's were found to exclude each
 *     other, and no operator has chosen yet
 */
public record DiskState(
        long lastZxid,
        long acceptedEpoch,
        long currentEpoch,
        boolean isIncomplete,
        boolean isDamaged,
        boolean isInConflict) {
    /** The disk of a member that has never been part of an ensemble. */
    public static final DiskState EMPTY = new DiskState(0, 0, 0);

    /** A complete disk, without damage or conflict. */
    public DiskState(long lastZxid, long acceptedEpoch, long currentEpoch) {
        this(lastZxid, acceptedEpoch, currentEpoch, false, false, false);
    }

    /** @return the same disk, marked as incomplete */
    public DiskState incomplete() {
        return new DiskState(lastZxid, acceptedEpoch, currentEpoch, true, isDamaged, isInConflict);
    }

    /**
     * Raises currentEpoch to the epoch of the log, if a crash came between the two writes. That is safe. A
     * record of epoch N is written only after all of N's initial history, so the disk holds that history.
     * (Apache ZooKeeper refuses to start then: ZOOKEEPER-2354.)
     *
     * @throws IllegalStateException if the log is of an epoch that was never promised. Then these files do
     *     not belong together
     */
    public DiskState healed() {
        long logged = Zxid.epochOf(lastZxid);
        if (logged > acceptedEpoch || currentEpoch > acceptedEpoch) {
            throw new IllegalStateException("the log ends in epoch " + logged + ", currentEpoch is " + currentEpoch
                    + ", but acceptedEpoch only " + acceptedEpoch
                    + ": restore the epoch files, or rejoin with an empty directory");
        }
        return new DiskState(
                lastZxid, acceptedEpoch, Math.max(currentEpoch, logged), isIncomplete, isDamaged, isInConflict);
    }
}
