// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.log;

/**
 * How the log is written. Keys of zoo.cfg are in brackets.
 *
 * @param preallocateBytes how far a file grows at once; 0 switches preallocation off [preAllocSize, in KB]
 * @param fileBytesMax after a file longer than this, padding included, a new one begins; 0 or less: no limit
 *   [txnLogSizeLimitInKb]
 * @param snapCount a snapshot is due after between half of and all of this many records, at least 2
 *   [snapCount]
 * @param snapBytes a snapshot is due after between half of and all of this many bytes; 0 or less: no such
 *   rule [snapSizeLimitInKb]
 * @param slowSyncMillis a sync that takes longer causes a warning [fsync.warningthresholdms]
 */
public record LogOptions(long preallocateBytes, long fileBytesMax, int snapCount, long snapBytes, long slowSyncMillis) {
    /** What ZooKeeper does when nothing is configured. */
    public static final LogOptions DEFAULTS = new LogOptions(64L << 20, -1, 100_000, 4L << 30, 1000);

    public LogOptions {
        snapCount = Math.max(snapCount, 2);
    }
}
