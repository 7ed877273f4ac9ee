// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.sim;

import io.paddock.zab.door.FirstEpoch;
import io.paddock.zab.member.HistoryPosition;
import java.util.SplittableRandom;

/**
 * Size and timing of one simulated ensemble, drawn from its seed. Times are in milliseconds.
 *
 * @param joiners members that no configuration names at first
 * @param isDynamic whether the ensemble may be reconfigured
 * @param losesDisks whether any number of disks may be lost
 */
record Options(
        int voters,
        int observers,
        int joiners,
        boolean isDynamic,
        int messageMin,
        int messageMax,
        int syncMin,
        int syncMax,
        int submitEvery,
        int tickEvery,
        int recentMax,
        int faultsUntil,
        int faultsMax,
        boolean losesDisks) {
    /**
     * After the last fault, the ensemble must serve completely and commit a new txn within this many
     * milliseconds.
     */
    static final int LIVE_WITHIN = 30_000;

    static final int MEMBERS_MAX = 7;
    static final int TICK_MILLIS = 200;
    static final int INIT_LIMIT = 8;
    static final int SYNC_LIMIT = 4;
    static final int NEW_ENSEMBLE_WAIT = 1_000;

    static Options draw(SplittableRandom random) {
        int members = random.nextInt(10) < 6 ? 3 : 3 + random.nextInt(5);
        int observers = members > 3 && random.nextInt(3) == 0 ? 1 + random.nextInt(members - 3) : 0;
        boolean isDynamic = random.nextInt(5) < 2;
        int joiners = isDynamic ? random.nextInt(Math.min(3, MEMBERS_MAX + 1 - members)) : 0;
        int messageMin = 1 + random.nextInt(3);
        boolean isWild = random.nextInt(4) == 0;
        int syncMin = random.nextInt(4);
        return new Options(
                members - observers,
                observers,
                joiners,
                isDynamic,
                messageMin,
                messageMin + 1 + random.nextInt(random.nextInt(4) == 0 ? 60 : 8),
                syncMin,
                syncMin + 1 + random.nextInt(random.nextInt(4) == 0 ? 80 : 10),
                random.nextInt(3) == 0 ? 200 + random.nextInt(1500) : 5 + random.nextInt(60),
                20 + random.nextInt(30),
                random.nextInt(3) == 0 ? 3 : 500,
                1500 + random.nextInt(isWild ? 8000 : 3000),
                isWild ? 25 : 1 + random.nextInt(8),
                false);
    }

    /** The same ensemble without reconfiguration. Any number of disks may be lost. */
    Options asLosing() {
        return new Options(
                voters,
                observers,
                0,
                false,
                messageMin,
                messageMax,
                syncMin,
                syncMax,
                Math.min(submitEvery, 200),
                tickEvery,
                recentMax,
                faultsUntil + 6000,
                Math.min(faultsMax, 8),
                true);
    }

    /**
     * The same ensemble, but it may be reconfigured. If it could not be before, members that will join may be
     * added.
     */
    Options asDynamic(SplittableRandom random) {
        int joining = isDynamic ? joiners : random.nextInt(Math.min(3, MEMBERS_MAX + 1 - members()));
        return new Options(
                voters,
                observers,
                joining,
                true,
                messageMin,
                messageMax,
                syncMin,
                syncMax,
                submitEvery,
                tickEvery,
                recentMax,
                faultsUntil,
                faultsMax,
                losesDisks);
    }

    /**
     * How members without data form an ensemble that is founded now. Later ensembles begin with higher
     * epochs.
     */
    FirstEpoch firstEpoch(long nowMillis) {
        return losesDisks
                ? new FirstEpoch(NEW_ENSEMBLE_WAIT, HistoryPosition.EPOCHS_APART * (2 + nowMillis / 100))
                : FirstEpoch.AT_ONCE;
    }

    /**
     * The same ensemble, but its members change only when an operator changes their server lines. Members
     * that will join may be added.
     */
    Options asStatic(SplittableRandom random) {
        int joining = isDynamic ? joiners : random.nextInt(Math.min(3, MEMBERS_MAX + 1 - members()));
        return new Options(
                voters,
                observers,
                joining,
                false,
                messageMin,
                messageMax,
                syncMin,
                syncMax,
                submitEvery,
                tickEvery,
                recentMax,
                faultsUntil,
                faultsMax,
                losesDisks);
    }

    int members() {
        return voters + observers + joiners;
    }
}
