// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.member;

import io.paddock.protocol.Zxid;

/**
 * What a member finds on its disk when it starts, all of it durable.
 *
 * @param lastZxid the last zxid of snapshot and log
 * @param acceptedEpoch the highest epoch promised
 * @param currentEpoch the newest epoch whose initial history is held
 * @param isIncomplete whether the member once knew more than this: its disk was lost or its log is rotten, so it may have acked what it no
 *     longer holds and promised what it no longer knows. It joins as a learner, by snapshot, and neither votes nor leads nor counts before
 *     it serves. Whoever builds the core must remember this over restarts until the first {@code Effect.Serve}. At most a minority may be
 *     incomplete at once: what a quorum has forgotten is lost
 * @param isDamaged whether there are files that cannot be used: what they held is unknown, and a last zxid of 0 does not say that it was
 *     nothing
 * @param isInConflict whether an established leader's history and ours were found to exclude each other, and no operator has chosen yet
 */
public record DiskState(
        long lastZxid,
        long acceptedEpoch,
        long currentEpoch,
        boolean isIncomplete,
        boolean isDamaged,
        boolean isInConflict) {
    /** A member that has never been part of anything. */
    public static final DiskState EMPTY = new DiskState(0, 0, 0);

    /** A disk that has lost nothing. */
    public DiskState(long lastZxid, long acceptedEpoch, long currentEpoch) {
        this(lastZxid, acceptedEpoch, currentEpoch, false, false, false);
    }

    /** The same disk, not to be trusted. */
    public DiskState incomplete() {
        return new DiskState(lastZxid, acceptedEpoch, currentEpoch, true, isDamaged, isInConflict);
    }

    /**
     * Lifts currentEpoch to the epoch of the log where a crash came between the two. It is safe: a record of epoch N is written only
     * after all of N's initial history, so that history is held. (The reference refuses to start: ZOOKEEPER-2354.)
     *
     * @throws IllegalStateException when the log is of an epoch never promised: then these files do not belong together
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
