// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import io.paddock.storage.disk.RealDirectory;
import io.paddock.storage.recovery.ConflictMark;
import io.paddock.storage.recovery.DataDirectories;
import io.paddock.storage.recovery.HistoryChoice;
import io.paddock.storage.recovery.MemberRecovery;
import io.paddock.storage.recovery.Recovered;
import io.paddock.storage.recovery.RecoveredMember;
import io.paddock.storage.recovery.RecoveryOptions;
import io.paddock.zab.member.DiskState;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;

/**
 * The history that a member found on its disk.
 *
 * @param recovered the tree and the last zxid
 * @param disk what agreement begins with
 * @param isBlank whether the disk was unexpectedly empty: no operator has declared that. Either the member is
 *     new, or its disk is
 * @param isMeantToBeNew whether an operator has declared that there is no earlier history, so that the member
 *     need not wait for the others
 */
public record History(Recovered recovered, DiskState disk, boolean isBlank, boolean isMeantToBeNew) {
    private static final String INITIALIZE = "initialize";

    /**
     * Carries out what an operator has chosen for this start, then reads the disk.
     *
     * @throws IOException as {@link #open}
     */
    public static History atStart(DataDirectories directories, RecoveryOptions options) throws IOException {
        return open(directories, options, HistoryChoice.take(directories, Instant.now()));
    }

    /**
     * Reads the disk.
     *
     * @throws IOException as {@link MemberRecovery#open}
     */
    static History open(DataDirectories directories, RecoveryOptions options) throws IOException {
        return open(directories, options, HistoryChoice.NONE);
    }

    private static History open(DataDirectories directories, RecoveryOptions options, HistoryChoice choice)
            throws IOException {
        boolean isMeantToBeNew = Files.exists(directories.dataDir().resolve(INITIALIZE));
        RecoveredMember found = MemberRecovery.open(directories.dataDir(), directories.dataLogDir(), options);
        DiskState disk = new DiskState(
                found.recovered().lastZxid(),
                found.epochs().accepted(),
                found.epochs().current(),
                !found.isComplete(),
                !found.recovered().losses().isEmpty(),
                new ConflictMark(new RealDirectory(directories.snapshots())).isSet());
        // This also holds at a second start, if the member has not met any other member yet.
        boolean isEmpty = found.isNew() || found.isComplete() && disk.lastZxid() == 0 && disk.acceptedEpoch() == 0;
        boolean isExpected = isMeantToBeNew || choice == HistoryChoice.GIVE_UP;
        return new History(found.recovered(), disk, isEmpty && !isExpected, isMeantToBeNew);
    }

    /** @return this history, for a member whose disk should not have been empty */
    History doubted() {
        return new History(recovered, disk.incomplete(), false, isMeantToBeNew);
    }

    /** @return this history, after the member has taken over a leader's */
    History trusted() {
        return new History(recovered, disk, false, false);
    }
}
