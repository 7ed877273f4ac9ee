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
 * What a member found on its disk.
 *
 * @param isBlank whether there was nothing, and nobody has said that there should be nothing: either the member is new, or its disk is
 * @param isMeantToBeNew whether an operator has said that there is no past, so that there is nobody to wait for
 */
public record History(Recovered recovered, DiskState disk, boolean isBlank, boolean isMeantToBeNew) {
    private static final String INITIALIZE = "initialize";

    /** Does what an operator has chosen for this start, then reads what there is. @throws IOException as {@link #open} */
    public static History atStart(DataDirectories directories, RecoveryOptions options) throws IOException {
        return open(directories, options, HistoryChoice.take(directories, Instant.now()));
    }

    /** Reads what there is. @throws IOException as {@link MemberRecovery#open} */
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
        // Also at a second start before it has met anybody.
        boolean isEmpty = found.isNew() || found.isComplete() && disk.lastZxid() == 0 && disk.acceptedEpoch() == 0;
        boolean isExpected = isMeantToBeNew || choice == HistoryChoice.GIVE_UP;
        return new History(found.recovered(), disk, isEmpty && !isExpected, isMeantToBeNew);
    }

    /** The same, of a member that should have found something. */
    History doubted() {
        return new History(recovered, disk.incomplete(), false, isMeantToBeNew);
    }

    /** The same, of a member that is one of the others now. */
    History trusted() {
        return new History(recovered, disk, false, false);
    }
}
