// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The sizes of a comparison.
 *
 * @param snapshotRate operations per second of the open loop that looks for the effect of snapshots
 * @param failovers how many times the leader is killed
 * @param workDirectory where the data directories are made; what disk that is on decides the figures of writes
 */
public record Settings(
        Duration warmUp,
        Duration duration,
        long znodes,
        int sessions,
        int watchers,
        double snapshotRate,
        int coldStarts,
        int failovers,
        Path workDirectory) {}
