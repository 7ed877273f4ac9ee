// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.paddock.storage.disk.FaultyDirectory;
import io.paddock.storage.disk.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogTailTest {
    private static final byte[] RECORDS = {1, 2, 3, 4, 5, 6, 7};

    @TempDir
    Path temporary;

    @Test
    void whatAKilledProcessDidNotSyncSurvivesAPowerCutOnceSettled() throws IOException {
        for (int seed = 0; seed < 20; seed++) {
            FaultyDirectory disk = leftByAKilledProcess(seed);
            LogTail.settle(disk);
            Path left = Files.createDirectories(temporary.resolve(seed + "-left"));
            disk.afterPowerCut(new SplittableRandom(seed), left);
            assertEquals(
                    ByteBuffer.wrap(RECORDS),
                    ByteBuffer.wrap(Files.readAllBytes(left.resolve("log.9")), 0, RECORDS.length));
        }
    }

    @Test
    void aDiskThatCannotSyncItIsNotServedFrom() throws IOException {
        FaultyDirectory disk = leftByAKilledProcess(0);
        disk.failSyncs(1);
        assertThrows(IOException.class, () -> LogTail.settle(disk));
    }

    private FaultyDirectory leftByAKilledProcess(int seed) throws IOException {
        FaultyDirectory disk = new FaultyDirectory(Files.createDirectories(temporary.resolve("seed-" + seed)));
        disk.create("log.1").close();
        try (LogFile newest = disk.create("log.9")) {
            newest.write(ByteBuffer.wrap(RECORDS), 0);
        }
        return disk;
    }
}
