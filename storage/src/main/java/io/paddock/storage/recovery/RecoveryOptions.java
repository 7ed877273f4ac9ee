// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import io.paddock.storage.log.TxnLogReader;
import io.paddock.storage.snapshot.Compression;

/**
 * What a start may take for granted. Keys in brackets.
 *
 * @param createDirectories missing version-2 directories are created [zookeeper.datadir.autocreate]
 * @param createDatabase no files at all means a new database; else only where a file named initialize says so [zookeeper.db.autocreate]
 * @param trustEmptySnapshot logs without any snapshot are replayed from the first record there is [zookeeper.snapshot.trust.empty]
 * @param digestEnabled the tree keeps and compares its digest [zookeeper.digest.enabled]
 * @param recordBytesMax records over this length are believed only if their checksum is right
 * @param refuseGapAfterSnapshot a first record that does not follow the snapshot is refused, not just warned about
 * @param allowGaps missing records within an epoch are not refused [zookeeper.test.allowDiscontinuousProposals]
 * @param compression of the first snapshot of a new database
 */
public record RecoveryOptions(
        boolean createDirectories,
        boolean createDatabase,
        boolean trustEmptySnapshot,
        boolean digestEnabled,
        int recordBytesMax,
        boolean refuseGapAfterSnapshot,
        boolean allowGaps,
        Compression compression) {
    /** What ZooKeeper does when nothing is configured. */
    public static final RecoveryOptions DEFAULTS =
            new RecoveryOptions(true, true, false, true, TxnLogReader.RECORD_BYTES_MAX, false, false, Compression.NONE);

    /** The same, with nothing missing borne that can be noticed. */
    RecoveryOptions strict() {
        return new RecoveryOptions(
                createDirectories,
                createDatabase,
                trustEmptySnapshot,
                digestEnabled,
                recordBytesMax,
                true,
                allowGaps,
                compression);
    }
}
