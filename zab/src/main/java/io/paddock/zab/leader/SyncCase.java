// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.leader;

import java.util.function.Predicate;

/**
 * How a learner is brought to our history: the table of ZooKeeper's synchronisation phase, leader's side. Every question meets exactly one row.
 *
 * <p>It is stricter than the reference's in one point: a log is cut only within the epoch that both logs end in. There the learner
 * surely holds the record to be cut at; in any other case it may not, and would keep a txn that nobody else has.
 */
enum SyncCase {
    /** The operator wants snapshots. */
    FORCED(Plan.SNAP, SyncQuestion::isForced),
    /** Nothing is missing, nothing too much. */
    SAME(Plan.DIFF, q -> !q.isForced() && q.isSame()),
    /** Nothing to build on. */
    EMPTY(Plan.SNAP, q -> !q.isForced() && !q.isSame() && q.isEmpty()),
    /** It begins an epoch that our log shows the beginning of. */
    START_OF_OUR_EPOCH(Plan.DIFF, q -> open(q) && q.isStartOfEpoch() && q.isStartOfOurEpoch()),
    /** It begins an epoch of which we know nothing. */
    START_OF_ANOTHER_EPOCH(Plan.SNAP, q -> open(q) && q.isStartOfEpoch() && !q.isStartOfOurEpoch()),
    /** It has proposals that were never committed, of the epoch that our log ends in. */
    AHEAD(Plan.TRUNC, q -> ordinary(q) && q.isAhead() && q.isAheadInOurLastEpoch()),
    /** It has proposals of an epoch that went nowhere. */
    AHEAD_IN_ANOTHER_EPOCH(Plan.SNAP, q -> ordinary(q) && q.isAhead() && !q.isAheadInOurLastEpoch()),
    /** Its last one is in our memory: what follows it is missing. */
    RECENT(Plan.DIFF, q -> behind(q) && q.isRecent() && q.isHeldInMemory()),
    /** Its last one ought to be in our memory and is not: it went another way. */
    DIVERGED(Plan.SNAP, q -> behind(q) && q.isRecent() && !q.isHeldInMemory()),
    /** Older than our memory: the log on disk may know. */
    OLDER(Plan.ASK_DISK, q -> old(q) && q.spot() == null),
    /** Older, but the log on disk leads from there to us without a hole. */
    ON_DISK(
            Plan.DIFF_FROM_DISK,
            q -> old(q) && q.spot() != null && q.spot().isHeld() && q.spot().isWorthSending()),
    /** Older, and a snapshot is cheaper than all that. */
    TOO_LONG_AGO(
            Plan.SNAP,
            q -> old(q) && q.spot() != null && q.spot().isHeld() && !q.spot().isWorthSending()),
    /** Older, and not in our log, or beyond a hole in it. */
    NOT_ON_DISK(Plan.SNAP, q -> old(q) && q.spot() != null && !q.spot().isHeld());

    /** What is done about it. */
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
