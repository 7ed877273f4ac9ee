// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.harness;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A file system of a few megabytes, mounted on a directory: it can be filled to the last byte. Mounting takes root. */
public final class SmallDisk implements AutoCloseable {
    private static final String BALLAST = "ballast";

    // A build that is ended in the middle of a test leaves none behind, which nobody could delete.
    private static final Set<Path> MOUNTED = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> MOUNTED.forEach(SmallDisk::detach)));
    }

    private final Path mountPoint;

    private SmallDisk(Path mountPoint) {
        this.mountPoint = mountPoint;
    }

    /**
     * Mounts one on an empty directory. Where that is not allowed the test is skipped, and says so, but under {@code CI=true} it fails if it is
     * root and still cannot mount.
     */
    public static SmallDisk mount(Path directory, int mebibytes) {
        return tryMount(directory, mebibytes)
                .orElseGet(() -> abort(
                        "skipped: no small file system can be mounted here: run as root to see what a full disk does"));
    }

    /** The same for a test that has other things to do: empty where it is not allowed. */
    public static Optional<SmallDisk> tryMount(Path directory, int mebibytes) {
        Finished mount = run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", directory.toString());
        if (mount.exitCode() == 0) {
            MOUNTED.add(directory);
            return Optional.of(new SmallDisk(directory));
        }
        if ("true".equals(System.getenv("CI")) && "root".equals(System.getProperty("user.name"))) {
            fail("no small file system can be mounted here: " + mount.all().strip());
        }
        return Optional.empty();
    }

    /** Takes all the space that is left. */
    public void fill() {
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

    /** Whether it has been filled and not cleared. */
    public boolean isFilled() {
        return Files.exists(mountPoint.resolve(BALLAST));
    }

    private long free() {
        try {
            return Files.getFileStore(mountPoint).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives it back. */
    public void clear() {
        try {
            Files.deleteIfExists(mountPoint.resolve(BALLAST));
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
        MOUNTED.remove(mountPoint);
    }

    // Servers may still write there.
    private static void detach(Path mountPoint) {
        try {
            new ProcessBuilder("umount", "-l", mountPoint.toString()).start().waitFor();
        } catch (IOException | InterruptedException e) {
            System.err.println(mountPoint + " is still mounted: " + e);
        }
    }

    private static Finished run(String... command) {
        return Finished.run(List.of(command));
    }
}
