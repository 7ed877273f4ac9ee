// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import io.paddock.storage.recovery.DataDirectories;
import io.paddock.storage.recovery.MemberRecovery;
import io.paddock.storage.recovery.Recovered;
import io.paddock.storage.recovery.RecoveredMember;
import io.paddock.storage.recovery.RecoveryOptions;
import io.paddock.zab.member.DiskState;
import java.io.IOException;
import java.nio.file.Files;

/**
 * What a member found on its disk.
 *
 * @param isBlank whether there was nothing, and nobody has said that there should be nothing: either the member is new, or its disk is
 */
public record History(Recovered recovered, DiskState disk, boolean isBlank) {
    private static final String INITIALIZE = "initialize";

    /** Reads it. @throws IOException as {@link MemberRecovery#open} */
    public static History open(DataDirectories directories, RecoveryOptions options) throws IOException {
        boolean isMeantToBeNew = Files.exists(directories.dataDir().resolve(INITIALIZE));
        RecoveredMember found = MemberRecovery.open(directories.dataDir(), directories.dataLogDir(), options);
        DiskState disk = new DiskState(
                found.recovered().lastZxid(),
                found.epochs().accepted(),
                found.epochs().current(),
                !found.isComplete());
        return new History(found.recovered(), disk, found.isNew() && !isMeantToBeNew);
    }

    /** The same, of a member that should have found something. */
    History doubted() {
        return new History(recovered, disk.incomplete(), false);
    }

    /** The same, of a member that is one of the others now. */
    History trusted() {
        return new History(recovered, disk, false);
    }
}
