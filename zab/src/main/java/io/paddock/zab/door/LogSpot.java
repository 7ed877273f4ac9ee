// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.door;

/**
 * The place of a zxid in the log on disk.
 *
 * @param zxid the zxid that was asked for
 * @param isHeld whether the log has a record with exactly this zxid and every txn from there to its end. This
 *     is false if there is a hole in between, which a snapshot leaves that was installed over an older log
 * @param isWorthSending whether reading the log from there is cheaper than sending a snapshot
 */
public record LogSpot(long zxid, boolean isHeld, boolean isWorthSending) {}
