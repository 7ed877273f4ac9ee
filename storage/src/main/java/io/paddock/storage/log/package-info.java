// SPDX-License-Identifier: Apache-2.0
/**
 * The transaction log: files of checksummed records in ZooKeeper's layout, written by one thread, synced in groups.
 *
 * <p>Door: {@link io.paddock.storage.log.TxnLogWriter} for the server's log thread, {@link io.paddock.storage.log.TxnRecords} to frame a record,
 * {@link io.paddock.storage.log.TxnLogReader} for recovery and tools. Sees disk, protocol. Invariant: a file is never continued by another
 * writer, and after a failure nothing is written behind bytes of unknown state.
 */
package io.paddock.storage.log;
