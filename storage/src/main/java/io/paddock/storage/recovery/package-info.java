// SPDX-License-Identifier: Apache-2.0
/**
 * From a data directory to a tree and its last zxid; purging what is no longer needed for that, cutting back what an ensemble does not know, putting
 * the state of another member in its place, keeping what that replaces, and reading out what other members have missed.
 *
 * <p>Door: {@link io.paddock.storage.recovery.Recovery} and {@link io.paddock.storage.recovery.MemberRecovery}, {@link io.paddock.storage.recovery.Purge}, {@link
 * io.paddock.storage.recovery.Truncation}, {@link io.paddock.storage.recovery.SnapshotInstallation}, {@link
 * io.paddock.storage.recovery.HistoryReader}, {@link io.paddock.storage.recovery.HistoryChoice}. Sees tree, log, snapshot, disk, protocol. Runs
 * on the starting thread plus readers of its own that end with it. Invariant: damage is either refused or warned about, never passed over.
 */
package io.paddock.storage.recovery;
