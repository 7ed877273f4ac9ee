// SPDX-License-Identifier: Apache-2.0
/**
 * The transaction log: files of checksummed records in ZooKeeper's layout.
 *
 * <p>Door: {@link TxnLogWriter} for the server's log thread, {@link TxnRecords} to frame a record, {@link
 * TxnLogReader} for recovery and tools.
 * Sees: protocol, protocol.jute, protocol.txn, storage.disk.
 * One thread writes and syncs in groups. Invariant: a writer never continues a file of another writer. After a failure
 * it writes nothing after bytes whose state is unknown.
 */
package io.paddock.storage.log;
