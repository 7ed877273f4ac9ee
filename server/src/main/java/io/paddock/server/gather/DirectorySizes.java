// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.gather;

import io.paddock.server.config.ServerConfig;
import io.paddock.server.facts.DirectoryFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Adds up the lengths of the files in the data directories. It looks at every file, so it must not run on an
 * event loop.
 */
final class DirectorySizes {
    private DirectorySizes() {}

    static DirectoryFacts of(ServerConfig.Storage storage) {
        long snapshots = bytesBelow(storage.snapDir());
        return new DirectoryFacts(
                snapshots, storage.logDir().equals(storage.snapDir()) ? snapshots : bytesBelow(storage.logDir()));
    }

    private static long bytesBelow(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.mapToLong(DirectorySizes::bytesOf).sum();
        } catch (IOException | UncheckedIOException e) {
            return 0; // The directory is gone or unreadable: there is nothing to add up.
        }
    }

    private static long bytesOf(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            return 0; // The purge has removed it in the meantime.
        }
    }
}
