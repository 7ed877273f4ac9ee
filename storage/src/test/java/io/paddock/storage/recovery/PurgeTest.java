// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.paddock.storage.disk.RealDirectory;
import io.paddock.storage.snapshot.Compression;
import io.paddock.storage.tree.ZnodeTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PurgeTest {
    private static final byte[] LOOKS_WHOLE = {1, 2, 3, 4, 5, 6, 7, 0, 0, 0, 1, '/'};

    @TempDir
    Path path;

    private void files(byte[] content, String... names) throws IOException {
        for (String name : names) {
            Files.write(path.resolve(name), content);
        }
    }

    @Test
    void keepsTheNewestSnapshotsAndTheLogThatReachesIntoTheOldestOfThem() throws IOException {
        files(LOOKS_WHOLE, "snapshot.100", "snapshot.150", "snapshot.181", "snapshot.1b4", "snapshot.1eb");
        files(new byte[0], "snapshot.1ff", "snapshot.90", "snapshot.bar", "log.foo", "myid", "currentEpoch");
        files(new byte[0], "log.1", "log.141", "log.161", "log.161.fixed", "log.182", "log.1f0", "logs.1");
        RealDirectory directory = new RealDirectory(path);

        List<String> deleted = Purge.purge(directory, directory, 3);

        assertEquals(
                List.of("log.1", "log.141", "log.foo", "snapshot.100", "snapshot.150", "snapshot.90", "snapshot.bar"),
                deleted);
        assertEquals(
                List.of(
                        "currentEpoch",
                        "log.161",
                        "log.161.fixed",
                        "log.182",
                        "log.1f0",
                        "logs.1",
                        "myid",
                        "snapshot.181",
                        "snapshot.1b4",
                        "snapshot.1eb",
                        "snapshot.1ff"),
                directory.names());
        assertEquals(List.of(), Purge.purge(directory, directory, 3));
    }

    @Test
    void deletesNothingWhereNoSnapshotLooksWhole() throws IOException {
        files(new byte[20], "snapshot.5", "log.1", "log.6");
        RealDirectory directory = new RealDirectory(path);
        assertEquals(List.of(), Purge.purge(directory, directory, 3));
        assertThrows(IllegalArgumentException.class, () -> Purge.purge(directory, directory, 2));
    }

    @Test
    void keepsFilesThatWereInstalledInTheMeantime() throws IOException {
        files(LOOKS_WHOLE, "snapshot.50", "snapshot.150", "snapshot.181", "snapshot.1b4", "snapshot.1eb");
        files(new byte[16], "log.1", "log.51", "log.182");
        RealDirectory directory = new RealDirectory(path);
        ZnodeTree received = new ZnodeTree();
        RandomHistory history = new RandomHistory(new SplittableRandom(1), received);
        for (int i = 0; i < 0x50; i++) {
            history.next();
        }
        boolean[] installed = new boolean[1];
        HookedDirectory hooked = new HookedDirectory(directory, operation -> {
            if (!installed[0]) {
                installed[0] = true;
                new SnapshotInstallation(directory, directory, Compression.NONE).install(received);
                files(new byte[16], "log.51"); // The records after it are in a file whose name existed before.
            }
        });
        assertEquals(List.of(), Purge.purge(hooked, hooked, 3));
        assertEquals(List.of("log.51", "snapshot.50"), directory.names());
    }

    @Test
    void deletesNothingWhileAnotherMembersStateIsInstalledOrExpected() throws IOException {
        files(LOOKS_WHOLE, "snapshot.50", "snapshot.150", "snapshot.181", "snapshot.1b4", "snapshot.1eb");
        RealDirectory directory = new RealDirectory(path);
        for (String name : List.of(InstallationMarker.NAME, IncompleteMark.NAME)) {
            files(new byte[0], name);
            assertEquals(List.of(), Purge.purge(directory, directory, 3));
            directory.delete(name);
        }
        assertEquals(List.of("snapshot.150", "snapshot.50"), Purge.purge(directory, directory, 3));
    }
}
