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
 * Keeps a second server off the directories of a running one: it would recover the same tree, log under the same names, and so replace what the
 * first has acknowledged. The system takes the lock back when the process ends, however it ends; the empty lock files stay and mean nothing.
 */
public final class DirectoryLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryLock.class);
    private static final String NAME = "paddock.lock";

    private final List<FileChannel> held = new ArrayList<>();

    private DirectoryLock() {}

    /**
     * Locks both directories, which must exist. Where the file system has no locks, a warning is all.
     *
     * @throws UnusableDirectory when another server has one of them
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
            taken = false; // By a server of this process.
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
