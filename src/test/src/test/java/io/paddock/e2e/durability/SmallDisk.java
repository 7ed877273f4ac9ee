// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.durability;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import io.paddock.e2e.harness.Finished;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A file system of a few megabytes, mounted on a directory: it can be filled to the last byte. Mounting takes root; without it the test is
 * skipped, and says so, but under {@code CI=true} it fails if it is root and still cannot mount.
 */
final class SmallDisk implements AutoCloseable {
    private static final String BALLAST = "ballast";

    private final Path mountPoint;

    private SmallDisk(Path mountPoint) {
        this.mountPoint = mountPoint;
    }

    /** Mounts one on an empty directory. */
    static SmallDisk mount(Path directory, int mebibytes) {
        Finished mount = run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", directory.toString());
        if (mount.exitCode() == 0) {
            return new SmallDisk(directory);
        }
        String message = "skipped: no small file system can be mounted here ("
                + mount.all().strip() + "): run as root to see what a full disk does";
        if ("true".equals(System.getenv("CI")) && "root".equals(System.getProperty("user.name"))) {
            fail(message);
        }
        return abort(message);
    }

    /** Takes all the space that is left. */
    void fill() {
        byte[] block = new byte[4096];
        try (OutputStream ballast = Files.newOutputStream(mountPoint.resolve(BALLAST))) {
            while (true) {
                ballast.write(block);
            }
        } catch (IOException e) {
            if (free() > block.length) {
                throw new UncheckedIOException(e); // It failed for another reason than the one wanted.
            }
        }
    }

    private long free() {
        try {
            return Files.getFileStore(mountPoint).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives it back. */
    void clear() {
        try {
            Files.delete(mountPoint.resolve(BALLAST));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        Finished umount = run("umount", mountPoint.toString());
        if (umount.exitCode() != 0) {
            throw new IllegalStateException(umount.all());
        }
    }

    private static Finished run(String... command) {
        return Finished.run(List.of(command));
    }
}
