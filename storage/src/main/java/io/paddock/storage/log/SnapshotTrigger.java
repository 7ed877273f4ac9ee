// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.log;

import java.util.random.RandomGenerator;

/**
 * Counts what was logged since the last snapshot. The limits are drawn at random between half and all of the
 * configured ones. So the members of an ensemble do not all write their snapshots at the same moment.
 */
final class SnapshotTrigger {
    private final LogOptions options;
    private final RandomGenerator random;
    private long recordsMax;
    private long bytesMax;
    private long records;
    private long closedFileBytes;

    SnapshotTrigger(LogOptions options, RandomGenerator random) {
        this.options = options;
        this.random = random;
        reset();
    }

    void recordAppended() {
        records++;
    }

    void fileClosed(long bytes) {
        closedFileBytes += bytes;
    }

    /** @param openFileBytes length of the file being written, padding included */
    boolean due(long openFileBytes) {
        return records > recordsMax || (options.snapBytes() > 0 && closedFileBytes + openFileBytes > bytesMax);
    }

    void reset() {
        int half = options.snapCount() / 2;
        recordsMax = half + random.nextInt(half);
        long halfBytes = options.snapBytes() / 2;
        bytesMax = halfBytes > 0 ? halfBytes + random.nextLong(halfBytes) : options.snapBytes();
        records = 0;
        closedFileBytes = 0;
    }
}
