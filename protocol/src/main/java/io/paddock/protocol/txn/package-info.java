// SPDX-License-Identifier: Apache-2.0
/**
 * Transactions: what the log holds and what members replicate, in the byte layout of ZooKeeper's transaction log.
 *
 * <p>Door: {@link LoggedTxn}, {@link Txn}.
 * Sees: protocol, protocol.jute.
 * No state, no threads. Invariant: a value that was written and read again is equal; bytes that were read and written
 * again are the same bytes.
 */
package io.paddock.protocol.txn;
