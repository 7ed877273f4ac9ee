// SPDX-License-Identifier: Apache-2.0
/**
 * What is logged and replicated: outcomes of writes, in the byte layout of ZooKeeper's transaction log.
 *
 * <p>Door: {@link io.paddock.protocol.txn.LoggedTxn}, {@link io.paddock.protocol.txn.Txn}. Sees jute. No state, no thread. Invariant: reading what
 * was written gives an equal value, and writing what was read gives the same bytes.
 */
package io.paddock.protocol.txn;
