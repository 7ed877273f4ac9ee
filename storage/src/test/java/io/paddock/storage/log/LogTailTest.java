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
    /** A header, and records of two and three bytes. */
    private static final byte[] RECORDS = ByteBuffer.allocate(16 + 15 + 16)
            .put(new byte[16])
            .putLong(77)
            .putInt(2)
            .put(new byte[] {1, 2, 'B'})
            .putLong(78)
            .putInt(3)
            .put(new byte[] {1, 2, 3, 'B'})
            .array();

    @TempDir
    Path temporary;

    @Test
    void unsyncedRecordsOfAKilledProcessAreDurableOnceSettled() throws IOException {
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

    /** Records that a failed sync could not write stay readable. A later sync has nothing to do for them. */
    @Test
    void recordsThatAFailedSyncLeftInMemoryAreWrittenAgain() throws IOException {
        for (int seed = 0; seed < 20; seed++) {
            FaultyDirectory disk = leftByAKilledProcess(seed);
            disk.failSyncs(1);
            try (LogFile newest = disk.open("log.9")) {
                assertThrows(IOException.class, newest::sync);
            }
            LogTail.settle(disk);
            Path left = Files.createDirectories(temporary.resolve(seed + "-left"));
            disk.afterPowerCut(new SplittableRandom(seed), left);
            assertEquals(
                    ByteBuffer.wrap(RECORDS),
                    ByteBuffer.wrap(Files.readAllBytes(left.resolve("log.9")), 0, RECORDS.length));
        }
    }

    /** Zeros after the records would be as long as the whole file. */
    @Test
    void onlyRecordsAreWrittenAgain() throws IOException {
        FaultyDirectory disk = leftByAKilledProcess(0);
        try (LogFile newest = disk.open("log.9")) {
            newest.resize(64 << 20);
        }
        disk.freeBytes(RECORDS.length);
        LogTail.settle(disk);
        assertEquals(64 << 20, Files.size(disk.path().resolve("log.9")));
    }

    @Test
    void refusesToStartIfTheDiskCannotSyncTheTail() throws IOException {
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
