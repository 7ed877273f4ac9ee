// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import io.paddock.storage.disk.FileFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prevents a second server from using the directories of a running one. The second server would recover the
 * same tree, log under the same names, and so replace what the first server has acknowledged. The operating
 * system releases the lock when the process ends, however it ends. The empty lock files stay and mean
 * nothing.
 */
public final class DirectoryLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryLock.class);
    private static final String NAME = "paddock.lock";

    private final List<FileChannel> held = new ArrayList<>();

    private DirectoryLock() {}

    /**
     * Locks both directories, which must exist. If the file system has no locks, this only logs a warning.
     *
     * @throws UnusableDirectory when another server has locked one of them
     */
    public static DirectoryLock take(DataDirectories directories) throws IOException {
        Set<Path> places = new LinkedHashSet<>();
        places.add(directories.logs().toRealPath());
        places.add(directories.snapshots().toRealPath());
        DirectoryLock lock = new DirectoryLock();
        try {
            for (Path each : places) {
                lock.take(each);
            }
            return lock;
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    private void take(Path directory) throws UnusableDirectory {
        boolean taken;
        try {
            FileChannel channel =
                    FileChannel.open(directory.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            held.add(channel);
            taken = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            taken = false; // Another server in this process holds the lock.
        } catch (IOException e) {
            LOG.warn(
                    "{} cannot be locked: make sure that no other server uses it ({})",
                    directory,
                    FileFailure.explain(e));
            return;
        }
        if (!taken) {
            throw new UnusableDirectory("Another server is using " + directory
                    + ": stop it first, or configure a dataDir and dataLogDir of its own for this one");
        }
    }

    @Override
    public void close() {
        for (FileChannel each : held) {
            try {
                each.close();
            } catch (IOException e) {
                LOG.warn("a lock file could not be closed", e);
            }
        }
    }
}
