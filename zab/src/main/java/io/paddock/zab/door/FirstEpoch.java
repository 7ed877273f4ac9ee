// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.door;

/**
 * How members without data form an ensemble while a listed voter has not been heard from: that voter may hold the past. See
 * docs/decisions/0005-first-epoch.md.
 *
 * @param waitMillis how long a member without data does not vote while the history of a listed voter is unknown; 0 for not at all
 * @param epoch the first epoch of an ensemble that forms while the history of a listed voter is unknown: above every epoch that this voter may
 *     hold, and above those of every earlier ensemble that formed so. 0 for the next free one
 */
public record FirstEpoch(long waitMillis, long epoch) {
    /** No wait, and the next free epoch: the reference's way. */
    public static final FirstEpoch AT_ONCE = new FirstEpoch(0, 0);

    private static final long LEAST = 1L << 24;
    private static final long GREATEST = (1L << 31) - (1L << 24);
    private static final long BEGIN_SECONDS = 1_704_067_200; // 2024-01-01T00:00:00Z

    /**
     * The first epoch of an ensemble that forms now. It grows by two in a second, so an ensemble would need two elections in each second of its
     * life to reach the first epoch of one that forms after it.
     *
     * @param wallMillis since 1970; a clock that is not set gives the least value, which is above what elections reach
     */
    public static long at(long wallMillis) {
        return Math.min(Math.max(2 * (wallMillis / 1000 - BEGIN_SECONDS), LEAST), GREATEST);
    }
}
