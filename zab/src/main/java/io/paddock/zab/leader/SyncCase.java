// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.leader;

import java.util.function.Predicate;

/**
 * How the leader brings a learner to its own history: a table of the cases in ZooKeeper's synchronisation
 * phase. Every question meets exactly one row.
 *
 * <p>In one point the table is stricter than Apache ZooKeeper. It truncates a log only within the epoch in
 * which both logs end. There the learner surely holds the record at which to truncate. In any other case it
 * may not hold that record, and would keep a txn that no other member has.
 */
enum SyncCase {
    /** The operator wants snapshots. */
    FORCED(Plan.SNAP, SyncQuestion::isForced),
    /** Both logs end with the same zxid. */
    SAME(Plan.DIFF, q -> !q.isForced() && q.isSame()),
    /** The learner has nothing to build on. */
    EMPTY(Plan.SNAP, q -> !q.isForced() && !q.isSame() && q.isEmpty()),
    /** The learner stands at the start of an epoch, and the leader's log shows that start. */
    START_OF_OUR_EPOCH(Plan.DIFF, q -> open(q) && q.isStartOfEpoch() && q.isStartOfOurEpoch()),
    /** The learner stands at the start of an epoch that the leader's log does not show. */
    START_OF_ANOTHER_EPOCH(Plan.SNAP, q -> open(q) && q.isStartOfEpoch() && !q.isStartOfOurEpoch()),
    /** The learner has proposals that were never committed, in the epoch in which the leader's log ends. */
    AHEAD(Plan.TRUNC, q -> ordinary(q) && q.isAhead() && q.isAheadInOurLastEpoch()),
    /** The learner has proposals of another epoch, and none of them was committed. */
    AHEAD_IN_ANOTHER_EPOCH(Plan.SNAP, q -> ordinary(q) && q.isAhead() && !q.isAheadInOurLastEpoch()),
    /** The learner's last txn is in the leader's memory. The learner lacks only the later txns. */
    RECENT(Plan.DIFF, q -> behind(q) && q.isRecent() && q.isHeldInMemory()),
    /** The learner's last txn should be in the leader's memory, but is not: the two logs differ. */
    DIVERGED(Plan.SNAP, q -> behind(q) && q.isRecent() && !q.isHeldInMemory()),
    /** The learner's last txn is older than the leader's memory. The log on disk may have it. */
    OLDER(Plan.ASK_DISK, q -> old(q) && q.spot() == null),
    /** The last txn is older, but the log on disk has it and every later txn without a hole. */
    ON_DISK(
            Plan.DIFF_FROM_DISK,
            q -> old(q) && q.spot() != null && q.spot().isHeld() && q.spot().isWorthSending()),
    /** The log on disk has it and every later txn, but a snapshot is cheaper than sending them. */
    TOO_LONG_AGO(
            Plan.SNAP,
            q -> old(q) && q.spot() != null && q.spot().isHeld() && !q.spot().isWorthSending()),
    /** The log on disk does not have it, or has a hole after it. */
    NOT_ON_DISK(Plan.SNAP, q -> old(q) && q.spot() != null && !q.spot().isHeld());

    /** What the leader does in a case. */
    enum Plan {
        DIFF,
        DIFF_FROM_DISK,
        TRUNC,
        SNAP,
        ASK_DISK
    }

    private final Plan plan;
    private final Predicate<SyncQuestion> fits;

    SyncCase(Plan plan, Predicate<SyncQuestion> fits) {
        this.plan = plan;
        this.fits = fits;
    }

    private static boolean open(SyncQuestion q) {
        return !q.isForced() && !q.isSame() && !q.isEmpty();
    }

    private static boolean ordinary(SyncQuestion q) {
        return open(q) && !q.isStartOfEpoch();
    }

    private static boolean behind(SyncQuestion q) {
        return ordinary(q) && !q.isAhead();
    }

    private static boolean old(SyncQuestion q) {
        return behind(q) && !q.isRecent();
    }

    Plan plan() {
        return plan;
    }

    boolean fits(SyncQuestion question) {
        return fits.test(question);
    }

    static SyncCase of(SyncQuestion question) {
        for (SyncCase each : values()) {
            if (each.fits(question)) {
                return each;
            }
        }
        throw new IllegalStateException("no row for " + question);
    }
}
