// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import io.paddock.server.config.ServerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** How large the data directories are, in bytes. Looks at every file: not on an event loop. */
record DataSizes(long snapshotBytes, long logBytes) {
    static DataSizes of(ServerConfig.Storage storage) {
        long snapshots = bytesBelow(storage.snapDir());
        return new DataSizes(
                snapshots, storage.logDir().equals(storage.snapDir()) ? snapshots : bytesBelow(storage.logDir()));
    }

    private static long bytesBelow(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.mapToLong(DataSizes::bytesOf).sum();
        } catch (IOException | UncheckedIOException e) {
            return 0; // Gone, or not ours to read: there is nothing to add up.
        }
    }

    private static long bytesOf(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            return 0; // Purged while we looked.
        }
    }
}
