// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.door;

/**
 * The operator's choices that matter to agreement, under the names they have in zoo.cfg.
 *
 * @param sid this member's id (myid)
 * @param tickMillis tickTime
 * @param initLimitTicks how long discovery and synchronisation may take
 * @param syncLimitTicks how long a peer may be silent afterwards
 * @param minNotificationMillis first wait for votes before telling ours again, and the wait for a better one (200)
 * @param maxNotificationMillis the longest such wait (60000)
 * @param recentMax how many proposals are kept in memory for learners that are a little behind (commitLogCount, 500)
 * @param reconfigEnabled whether configurations heard from others, or proposed, are adopted
 * @param forceSnapshotSync every learner gets a snapshot
 * @param maxTimeToWaitForEpochMillis how long a new leader waits for the epochs of a quorum once it hears that one that voted for it looks
 *     for a leader again; -1 for as long as initLimit (leader.maxTimeToWaitForEpoch, -1)
 * @param maxConcurrentSnapSyncs an observer that needs a snapshot while so many are being sent is refused, and comes again
 *     (leader.maxConcurrentSnapSyncs, 10)
 * @param maxConcurrentDiffSyncs the same for parts of the log (leader.maxConcurrentDiffSyncs, 100)
 * @param connectLimitTicks how long a learner may take to reach its leader (connectToLearnerMasterLimit, initLimit)
 * @param observerMasters whether followers serve observers, and observers look for such a follower (observerMasterPort)
 * @param firstEpoch how members without data form an ensemble (paddock.newEnsembleWaitMs)
 */
public record Settings(
        long sid,
        int tickMillis,
        int initLimitTicks,
        int syncLimitTicks,
        int minNotificationMillis,
        int maxNotificationMillis,
        int recentMax,
        boolean reconfigEnabled,
        boolean forceSnapshotSync,
        int maxTimeToWaitForEpochMillis,
        int maxConcurrentSnapSyncs,
        int maxConcurrentDiffSyncs,
        int connectLimitTicks,
        boolean observerMasters,
        FirstEpoch firstEpoch) {
    /** The reference's defaults for the limits of a leader. */
    public Settings(
            long sid,
            int tickMillis,
            int initLimitTicks,
            int syncLimitTicks,
            int minNotificationMillis,
            int maxNotificationMillis,
            int recentMax,
            boolean reconfigEnabled,
            boolean forceSnapshotSync) {
        this(
                sid,
                tickMillis,
                initLimitTicks,
                syncLimitTicks,
                minNotificationMillis,
                maxNotificationMillis,
                recentMax,
                reconfigEnabled,
                forceSnapshotSync,
                -1,
                10,
                100,
                initLimitTicks,
                false,
                FirstEpoch.AT_ONCE);
    }

    /** The reference's defaults for what an operator rarely sets. */
    public static Settings of(long sid, int tickMillis, int initLimitTicks, int syncLimitTicks) {
        return new Settings(sid, tickMillis, initLimitTicks, syncLimitTicks, 200, 60_000, 500, false, false);
    }

    /** The same, but for how members without data form an ensemble. */
    public Settings with(FirstEpoch first) {
        return new Settings(
                sid,
                tickMillis,
                initLimitTicks,
                syncLimitTicks,
                minNotificationMillis,
                maxNotificationMillis,
                recentMax,
                reconfigEnabled,
                forceSnapshotSync,
                maxTimeToWaitForEpochMillis,
                maxConcurrentSnapSyncs,
                maxConcurrentDiffSyncs,
                connectLimitTicks,
                observerMasters,
                first);
    }

    /** @return the patience with a peer that joins, in milliseconds */
    public long initLimitMillis() {
        return (long) tickMillis * initLimitTicks;
    }

    /** @return the patience with a leader that is dialled, in milliseconds */
    public long connectLimitMillis() {
        return (long) tickMillis * connectLimitTicks;
    }

    /** @return the patience with a peer that has joined, in milliseconds */
    public long syncLimitMillis() {
        return (long) tickMillis * syncLimitTicks;
    }
}
