// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import io.paddock.storage.log.TxnLogReader;
import io.paddock.storage.snapshot.Compression;

/**
 * What a start may assume. Keys are in brackets.
 *
 * @param createDirectories missing version-2 directories are created [zookeeper.datadir.autocreate]
 * @param createDatabase no files at all means a new database; if false, a file named initialize must say so
 *   [zookeeper.db.autocreate]
 * @param trustEmptySnapshot logs without any snapshot are replayed from their first record
 *   [zookeeper.snapshot.trust.empty]
 * @param digestEnabled the tree keeps and compares its digest [zookeeper.digest.enabled]
 * @param recordBytesMax a record over this length is accepted only if its checksum is right
 * @param refuseGapAfterSnapshot a first record that does not follow the snapshot is refused, not only warned
 *   about
 * @param allowGaps missing records within an epoch are not refused
 *   [zookeeper.test.allowDiscontinuousProposals]
 * @param compression of the snapshot that a start writes
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

    /** Returns the same options, but every gap that can be noticed is refused. */
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
