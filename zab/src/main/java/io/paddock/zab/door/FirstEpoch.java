// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.door;

/**
 * How members without data form an ensemble while they have received nothing from a listed voter. That voter
 * may hold a history. See docs/decisions/0005-first-epoch.md.
 *
 * @param waitMillis how long a member without data does not vote while the history of a listed voter is
 *     unknown; 0 for no wait
 * @param epoch the first epoch of an ensemble that forms while the history of a listed voter is unknown. It
 *     is above every epoch that this voter may hold, and above those of every earlier ensemble that formed in
 *     this way. 0 for the next free epoch
 */
public record FirstEpoch(long waitMillis, long epoch) {
    /** No wait, and the next free epoch, as in Apache ZooKeeper. */
    public static final FirstEpoch AT_ONCE = new FirstEpoch(0, 0);

    private static final long LEAST = 1L << 24;
    private static final long GREATEST = (1L << 31) - (1L << 24);
    private static final long BEGIN_SECONDS = 1_704_067_200; // 2024-01-01T00:00:00Z

    /**
     * The first epoch of an ensemble that forms now. It grows by two a second. An ensemble would need two
     * elections in each second of its life to reach the first epoch of an ensemble that forms after it.
     *
     * @param wallMillis milliseconds since 1970. A clock that is not set gives the least epoch, which is
     *     above every epoch that elections reach
     */
    public static long at(long wallMillis) {
        return Math.min(Math.max(2 * (wallMillis / 1000 - BEGIN_SECONDS), LEAST), GREATEST);
    }
}
