// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.Payload;
import io.paddock.protocol.Zxid;
import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.protocol.txn.Txn;
import io.paddock.protocol.txn.TxnDigest;
import io.paddock.protocol.txn.TxnHeader;
import io.paddock.storage.disk.FaultyDirectory;
import io.paddock.storage.disk.ZxidName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TxnLogWriterTest {
    private static final LogOptions SMALL = new LogOptions(4096, -1, 100_000, -1, 1000);

    @TempDir
    Path path;

    private FaultyDirectory disk;

    @BeforeEach
    void newDisk() throws IOException {
        disk = new FaultyDirectory(path);
    }

    private TxnLogWriter writer(LogOptions options, long lastZxid) {
        return new TxnLogWriter(disk, options, new SplittableRandom(1), lastZxid);
    }

    private static void append(TxnLogWriter log, long zxid, int dataBytes) throws IOException {
        TxnHeader header = new TxnHeader(7, 1, zxid, 1000 + zxid, OpCode.SET_DATA);
        ByteBuf record = Unpooled.buffer();
        TxnRecords.frame(
                new LoggedTxn(header, new Txn.SetData(OpCode.SET_DATA, "/a", new byte[dataBytes], 1), null), record);
        ByteBuf untouched = record.duplicate();
        log.append(zxid, record);
        assertEquals(untouched, record);
    }

    private List<Long> zxids() throws IOException {
        List<Long> zxids = new ArrayList<>();
        for (ZxidName file : ZxidName.ascending(disk.names(), ZxidName.LOG)) {
            try (TxnLogReader reader = new TxnLogReader(path.resolve(file.name()), TxnLogReader.RECORD_BYTES_MAX)) {
                for (LoggedTxn txn = reader.next(); txn != null; txn = reader.next()) {
                    zxids.add(txn.header().zxid());
                }
            }
        }
        return zxids;
    }

    @Test
    void firstFileIsAsLongAsZooKeepersFromTheFirstRecordOn() throws IOException {
        try (TxnLogWriter log = writer(LogOptions.DEFAULTS, 0)) {
            append(log, 1, 100);
            log.sync();
            assertEquals(67_108_880, Files.size(path.resolve("log.1")));
        }
        assertEquals(List.of(1L), zxids());
    }

    @Test
    void fileIsPreallocatedAheadOfItsRecords() throws IOException {
        try (TxnLogWriter log = writer(SMALL, 0)) {
            append(log, 1, 10);
            log.sync();
            assertEquals(16 + 4096, log.fileBytes());
            append(log, 2, 10_000);
            log.sync();
            assertEquals(Files.size(path.resolve("log.1")), log.fileBytes());
            assertEquals(0, log.fileBytes() % 4096);
            for (long zxid = 3; zxid < 200; zxid++) {
                append(log, zxid, 50);
                log.sync();
            }
            assertEquals(Files.size(path.resolve("log.1")), log.fileBytes());
        }
        assertEquals(199, zxids().size());
    }

    @Test
    void aGroupIsOneSync() throws IOException {
        try (TxnLogWriter log = writer(SMALL, 0)) {
            append(log, 1, 10);
            log.sync();
            int before = disk.syncs();
            for (long zxid = 2; zxid <= 500; zxid++) {
                append(log, zxid, 300);
            }
            assertEquals(1, log.durableZxid());
            assertEquals(500, log.sync());
            assertEquals(before + 1, disk.syncs());
            assertEquals(500, log.sync());
            assertEquals(before + 1, disk.syncs());
        }
    }

    @Test
    void recordsLargerThanTheBufferKeepTheirPlace() throws IOException {
        try (TxnLogWriter log = writer(new LogOptions(0, -1, 100, -1, 1000), 0)) {
            append(log, 1, 10);
            append(log, 2, 3_000_000);
            append(log, 3, 10);
            append(log, 4, 700_000);
            append(log, 5, 700_000);
            log.sync();
        }
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L), zxids());
    }

    @Test
    void fileOverTheLimitIsFollowedByANewFileAtTheNextRecord() throws IOException {
        try (TxnLogWriter log = writer(new LogOptions(0, 1000, 100_000, -1, 1000), 0)) {
            for (long zxid = 1; zxid <= 30; zxid++) {
                append(log, zxid, 100);
                log.sync();
            }
        }
        assertEquals(List.of("log.1", "log.16", "log.1d", "log.8", "log.f"), disk.names());
        assertEquals(30, zxids().size());
    }

    @Test
    void aSnapshotIsDueAfterBetweenHalfOfAndAllTheRecords() throws IOException {
        try (TxnLogWriter log = writer(new LogOptions(0, -1, 100, -1, 1000), 0)) {
            long zxid = 0;
            for (int round = 0; round < 20; round++) {
                long start = zxid;
                while (!log.snapshotDue()) {
                    append(log, ++zxid, 1);
                }
                log.rollForSnapshot();
                assertTrue(zxid - start > 50 && zxid - start <= 100, "after " + (zxid - start));
                assertEquals(zxid, log.durableZxid());
                assertFalse(log.snapshotDue());
            }
        }
        assertEquals(20, disk.names().size());
    }

    @Test
    void aSnapshotIsDueAfterBetweenHalfOfAndAllTheBytesWithPadding() throws IOException {
        try (TxnLogWriter log = writer(new LogOptions(4096, 5000, 100_000, 20_000, 1000), 0)) {
            long zxid = 0;
            while (!log.snapshotDue()) {
                append(log, ++zxid, 1000);
                log.sync();
            }
            long bytes = 0;
            for (String name : disk.names()) {
                bytes += Files.size(path.resolve(name));
            }
            assertTrue(bytes > 10_000 && bytes <= 20_000 + 2 * 4096, "after " + bytes);
        }
    }

    @Test
    void aSizeOfZeroIsNoLimit() throws IOException {
        try (TxnLogWriter log = writer(new LogOptions(4096, 0, 1000, 0, 1000), 0)) {
            append(log, 1, 1);
            assertFalse(log.snapshotDue());
        }
    }

    @Test
    void neverWritesAGapWhichTheNextStartWouldRefuse() throws IOException {
        try (TxnLogWriter log = writer(SMALL, 5)) {
            assertThrows(IllegalStateException.class, () -> append(log, 7, 1));
            assertThrows(IllegalStateException.class, () -> append(log, 5, 1));
            append(log, 6, 1);
            assertThrows(IllegalStateException.class, () -> append(log, 8, 1));
            append(log, Zxid.of(1, 1), 1);
            log.sync();
            assertFalse(log.isBroken());
        }
        assertEquals(List.of(6L, Zxid.of(1, 1)), zxids());
    }

    @Test
    void failedSyncLosesOnlyItsGroup() throws IOException {
        try (TxnLogWriter log = writer(SMALL, 0)) {
            append(log, 1, 10);
            log.sync();
            append(log, 2, 10);
            disk.failSyncs(1);
            assertThrows(IOException.class, log::sync);
            assertTrue(log.isBroken());
            assertThrows(IllegalStateException.class, log::sync);
            assertThrows(IllegalStateException.class, () -> append(log, 3, 10));

            assertEquals(1, log.repair());
            assertEquals(List.of(1L), zxids());
            append(log, 2, 20);
            assertEquals(2, log.sync());
        }
        assertEquals(List.of("log.1", "log.2"), disk.names());
        assertEquals(List.of(1L, 2L), zxids());
    }

    @Test
    void fileWithoutASyncedRecordIsDeleted() throws IOException {
        try (TxnLogWriter log = writer(SMALL, 0x40)) {
            append(log, 0x41, 10);
            disk.failSyncs(1);
            assertThrows(IOException.class, log::sync);
            assertEquals(0x40, log.repair());
            assertEquals(List.of(), disk.names());
        }
    }

    @Test
    void failedFileCreationLeavesNothing() throws IOException {
        for (int failing = 1; failing <= 2; failing++) {
            try (TxnLogWriter log = writer(SMALL, 0)) {
                disk.failSyncs(failing);
                assertThrows(IOException.class, () -> append(log, 1, 10));
                disk.failSyncs(0);
                assertEquals(0, log.repair());
                assertEquals(List.of(), disk.names());
                append(log, 1, 10);
                log.sync();
            }
            disk.delete("log.1");
        }
    }

    @Test
    void afterAFullDiskWritesContinueWhenThereIsSpaceAgain() throws IOException {
        try (TxnLogWriter log = writer(SMALL, 0)) {
            append(log, 1, 10);
            log.sync();
            disk.freeBytes(100);
            append(log, 2, 10_000);
            assertThrows(IOException.class, log::sync);
            assertThrows(IOException.class, log::repair);
            disk.freeBytes(5000);
            assertThrows(IOException.class, log::repair);
            assertTrue(log.isBroken());
            assertEquals(List.of(1L), zxids());
            disk.freeBytes(100_000_000);
            assertEquals(1, log.repair());
            append(log, 2, 10_000);
            assertEquals(2, log.sync());
        }
        assertEquals(List.of(1L, 2L), zxids());
    }

    @Test
    void restartsInANewFileAfterAnyGivenZxid() throws IOException {
        try (TxnLogWriter log = writer(SMALL, 0)) {
            append(log, 1, 10);
            append(log, 2, 10);
            log.sync();
            log.restartAt(0x100000005L);
            assertEquals(0x100000005L, log.durableZxid());
            assertThrows(IllegalStateException.class, () -> append(log, 3, 10));
            assertThrows(IllegalStateException.class, () -> append(log, 0x100000007L, 10));
            append(log, 0x100000006L, 10);
            assertEquals(0x100000006L, log.sync());
            log.restartAt(2); // The zxid goes back, as after a truncation.
            append(log, 3, 10);
            log.sync();
        }
        assertEquals(List.of("log.1", "log.100000006", "log.3"), disk.names());
        assertEquals(List.of(1L, 2L, 3L, 0x100000006L), zxids());
    }

    @Test
    void restartingKeepsRecordsThatAreNotSyncedYet() throws IOException {
        try (TxnLogWriter log = writer(SMALL, 0)) {
            append(log, 1, 10);
            log.restartAt(1);
            append(log, 2, 10);
            log.sync();
        }
        assertEquals(List.of(1L, 2L), zxids());
    }

    @Test
    void restartingResetsTheCountTowardsTheNextSnapshot() throws IOException {
        try (TxnLogWriter log = writer(new LogOptions(0, -1, 4, -1, 1000), 0)) {
            for (long zxid = 1; zxid <= 5; zxid++) {
                append(log, zxid, 10);
            }
            assertTrue(log.snapshotDue());
            log.restartAt(9);
            assertFalse(log.snapshotDue());
        }
    }

    @Test
    void anEncodedTxnBecomesTheSameRecord() throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        List<LoggedTxn> txns = new ArrayList<>();
        try (TxnLogWriter log = writer(new LogOptions(0, -1, 100_000, -1, 1000), 0)) {
            for (long zxid = 1; zxid <= 40; zxid++) {
                byte[] data = new byte[zxid == 20 ? 3_000_000 : random.nextInt(90_000)];
                random.nextBytes(data);
                TxnHeader header = new TxnHeader(7, 1, zxid, 1000 + zxid, OpCode.SET_DATA);
                TxnDigest digest = random.nextBoolean() ? new TxnDigest(2, random.nextLong()) : null;
                LoggedTxn txn = new LoggedTxn(header, new Txn.SetData(OpCode.SET_DATA, "/a", data, 1), digest);
                txns.add(txn);
                Payload payload = TxnRecords.payloadOf(txn);
                assertEquals(payload, TxnRecords.payloadOf(TxnRecords.txnOf(payload)));
                ByteBuf framed = Unpooled.buffer();
                TxnRecords.frame(txn, framed);
                ByteBuf carried = Unpooled.buffer();
                TxnRecords.frame(payload, carried);
                assertEquals(framed, carried);
                assertEquals(carried.readableBytes(), TxnRecords.recordBytes(payload));
                log.append(zxid, payload);
            }
            assertThrows(IllegalStateException.class, () -> log.append(42, Payload.EMPTY));
            log.sync();
        }
        assertEquals(txns.stream().map(txn -> txn.header().zxid()).toList(), zxids());
    }

    @Test
    void aFullDiskBreaksTheWriterForEncodedTxnsToo() throws IOException {
        try (TxnLogWriter log = writer(SMALL, 0)) {
            disk.freeBytes(0);
            Payload payload = new Payload(new byte[100]);
            assertThrows(IOException.class, () -> log.append(1, payload));
            assertTrue(log.isBroken());
            assertThrows(IllegalStateException.class, () -> log.restartAt(5));
            disk.freeBytes(1 << 22);
            assertEquals(0, log.repair());
        }
        assertEquals(List.of(), disk.names());
    }
}
