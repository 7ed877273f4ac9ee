// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.door;

/**
 * The operator's choices that matter to agreement. Each description names the key in zoo.cfg, and its default
 * where there is one.
 *
 * @param sid this member's id (myid)
 * @param tickMillis tickTime
 * @param initLimitTicks how long discovery and synchronisation may take
 * @param syncLimitTicks how long a peer may be silent afterwards
 * @param minNotificationMillis the first wait for votes before this member sends its vote again (200)
 * @param maxNotificationMillis the longest such wait (60000)
 * @param recentMax how many proposals are kept in memory for learners that are a little behind
 *     (commitLogCount, 500)
 * @param reconfigEnabled whether this member adopts configurations that other members send or that are
 *     proposed
 * @param forceSnapshotSync whether every learner gets a snapshot
 * @param maxTimeToWaitForEpochMillis how long a new leader waits for the epochs of a quorum after a voter
 *     that elected it looks for a leader again; -1 for as long as initLimit (leader.maxTimeToWaitForEpoch,
 *     -1)
 * @param maxConcurrentSnapSyncs how many snapshots are sent at once. Beyond that, an observer that needs one
 *     is refused and retries (leader.maxConcurrentSnapSyncs, 10)
 * @param maxConcurrentDiffSyncs the same limit for parts of the log (leader.maxConcurrentDiffSyncs, 100)
 * @param connectLimitTicks how long a learner may take to connect to its leader (connectToLearnerMasterLimit,
 *     initLimit)
 * @param observerMasters whether followers serve observers, and observers look for such a follower
 *     (observerMasterPort)
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
    /** Settings with Apache ZooKeeper's defaults for a leader's limits. */
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

    /** Settings with Apache ZooKeeper's defaults for keys that an operator rarely sets. */
    public static Settings of(long sid, int tickMillis, int initLimitTicks, int syncLimitTicks) {
        return new Settings(sid, tickMillis, initLimitTicks, syncLimitTicks, 200, 60_000, 500, false, false);
    }

    /** The same settings with another choice of how members without data form an ensemble. */
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

    /** @return how long a peer that joins may be silent, in milliseconds */
    public long initLimitMillis() {
        return (long) tickMillis * initLimitTicks;
    }

    /** @return how long a learner may try to connect to its leader, in milliseconds */
    public long connectLimitMillis() {
        return (long) tickMillis * connectLimitTicks;
    }

    /** @return how long a peer that has joined may be silent, in milliseconds */
    public long syncLimitMillis() {
        return (long) tickMillis * syncLimitTicks;
    }
}
