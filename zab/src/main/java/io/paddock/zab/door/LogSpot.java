// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.door;

/**
 * Where a zxid stands in the log on disk.
 *
 * @param zxid the one asked for
 * @param isHeld whether the log has a record with exactly this zxid, and every txn between it and the end of the log: no hole, as a
 *     snapshot that was installed over an older log leaves one, lies in between
 * @param isWorthSending whether reading from there is cheaper than a snapshot
 */
public record LogSpot(long zxid, boolean isHeld, boolean isWorthSending) {}
