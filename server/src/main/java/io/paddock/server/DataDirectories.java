// SPDX-License-Identifier: Apache-2.0
package io.paddock.server;

import io.paddock.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes sure, before anything is read or written, that there is a place for txn logs and one for snapshots, and that they were not mixed up.
 */
final class DataDirectories {
    private DataDirectories() {}

    /** @throws Unusable naming the directory and the reason */
    static void prepare(ServerConfig.Storage storage) throws Unusable {
        prepare(storage.logDir(), "data", storage.dataDirAutocreate());
        prepare(storage.snapDir(), "snap", storage.dataDirAutocreate());
        if (!storage.dataDir().equals(storage.dataLogDir())) {
            refuseFiles(storage.logDir(), "snapshot.", "Log directory has snapshot files.");
            refuseFiles(storage.snapDir(), "log.", "Snapshot directory has log files.");
        }
    }

    private static void prepare(Path directory, String name, boolean autocreate) throws Unusable {
        if (!Files.exists(directory)) {
            if (!autocreate) {
                throw new Unusable("Missing " + name + " directory " + directory
                        + ", automatic data directory creation is disabled (zookeeper.datadir.autocreate is false)."
                        + " Please create this directory manually.");
            }
            try {
                Files.createDirectories(directory);
            } catch (IOException e) {
                throw new Unusable("Unable to create " + name + " directory " + directory + " (" + e + ")");
            }
        }
        if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
            throw new Unusable("Cannot write to " + name + " directory " + directory);
        }
    }

    private static void refuseFiles(Path directory, String prefix, String reason) throws Unusable {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, prefix + "*")) {
            if (files.iterator().hasNext()) {
                throw new Unusable(
                        reason + " Check if dataLogDir and dataDir configuration is correct. (" + directory + ")");
            }
        } catch (IOException e) {
            throw new Unusable("Unable to list " + directory + " (" + e + ")");
        }
    }

    /** The process exits with code 3. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;

        Unusable(String message) {
            super(message);
        }
    }
}
