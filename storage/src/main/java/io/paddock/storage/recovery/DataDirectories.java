// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import io.paddock.storage.disk.FileFailure;
import io.paddock.storage.disk.RealDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The two directories that hold the data. They may be the same.
 *
 * @param dataDir configured directory of the snapshots, which are in {@link #snapshots}
 * @param dataLogDir configured directory of the log, which is in {@link #logs}
 */
public record DataDirectories(Path dataDir, Path dataLogDir) {
    private static final String VERSION = "version-2";

    /** @return the directory that holds the snapshots */
    public Path snapshots() {
        return dataDir.resolve(VERSION);
    }

    /** @return the directory that holds the log files */
    public Path logs() {
        return dataLogDir.resolve(VERSION);
    }

    /**
     * Checks both directories, and creates what is missing.
     *
     * @param create false: a missing directory is refused
     * @throws UnusableDirectory with the text that ZooKeeper uses; there, "data directory" means the
     *   directory of the log
     */
    public void prepare(boolean create) throws IOException {
        String missing = ", automatic data directory creation is disabled (zookeeper.datadir.autocreate is false)";
        prepare(logs(), create, "data directory", "Missing data directory " + logs() + missing + ". Please");
        prepare(snapshots(), create, "snap directory", "Missing snap directory " + snapshots() + missing + ".Please");
        // The two settings may spell the same directory differently.
        if (!Files.isSameFile(logs(), snapshots())) {
            refuse(logs(), "snapshot.", "Log directory has snapshot files");
            refuse(snapshots(), "log.", "Snapshot directory has log files");
        }
    }

    private static void prepare(Path directory, boolean create, String called, String missing) throws IOException {
        if (!Files.exists(directory)) {
            if (!create) {
                throw new UnusableDirectory(missing + " create this directory manually.");
            }
            try {
                create(directory.toAbsolutePath());
            } catch (IOException e) {
                UnusableDirectory unusable = new UnusableDirectory(
                        "Unable to create " + called + " " + directory + ": " + FileFailure.explain(e));
                unusable.initCause(e);
                throw unusable;
            }
        }
        if (!Files.isDirectory(directory) || !Files.isWritable(directory) || !Files.isReadable(directory)) {
            throw new UnusableDirectory(
                    "Cannot write to " + called + " " + directory + ": " + FileFailure.notWritable(directory));
        }
    }

    /** Creates the directory and its missing parents. Each name would survive a power cut. */
    private static void create(Path directory) throws IOException {
        Path parent = directory.getParent();
        if (!Files.exists(parent)) {
            create(parent);
        }
        Files.createDirectories(directory);
        new RealDirectory(parent).sync();
    }

    private static void refuse(Path directory, String prefix, String found) throws IOException {
        List<String> names = new RealDirectory(directory).names();
        if (names.stream().anyMatch(name -> name.startsWith(prefix))) {
            throw new UnusableDirectory(
                    found + ". Check if dataLogDir and dataDir configuration is correct. It is " + directory);
        }
    }
}
