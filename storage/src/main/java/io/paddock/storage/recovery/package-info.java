// SPDX-License-Identifier: Apache-2.0
/**
 * A data directory: from its files to a tree and its last zxid, and every change of the set of files.
 *
 * <p>Door: {@link Recovery} and {@link MemberRecovery} at start; {@link Purge}; {@link Truncation}, which cuts the end
 * of the log; {@link SnapshotInstallation}, which replaces the state by that of another member; {@link HistoryReader},
 * which reads the txns that another member has missed; {@link HistoryChoice}, by which an operator chooses between two
 * histories.
 * Sees: protocol, protocol.txn, storage.disk, storage.log, storage.snapshot, storage.tree.
 * Runs on the starting thread and on reader threads that end with it. Invariant: damage is refused or named in a
 * warning.
 */
package io.paddock.storage.recovery;
