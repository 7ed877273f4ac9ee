// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.Payload;
import io.paddock.protocol.Zxid;
import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.protocol.txn.Txn;
import io.paddock.protocol.txn.TxnHeader;
import io.paddock.storage.disk.Directory;
import io.paddock.storage.disk.RealDirectory;
import io.paddock.storage.disk.ZxidName;
import io.paddock.storage.log.LogOptions;
import io.paddock.storage.log.TxnLogReader;
import io.paddock.storage.log.TxnLogWriter;
import io.paddock.storage.log.TxnRecords;
import io.paddock.storage.recovery.HistoryReader.Spot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A leader sends from its log exactly what was logged, complete, or nothing. */
final class HistoryReaderTest {
    @TempDir
    Path data;

    private Directory disk;
    private HistoryReader reader;

    @BeforeEach
    void anEmptyDirectory() throws IOException {
        disk = new RealDirectory(Files.createDirectories(data.resolve("version-2")), false);
        reader = new HistoryReader(disk, disk, TxnLogReader.RECORD_BYTES_MAX);
    }

    private TxnLogWriter writer(long lastZxid) {
        LogOptions options = new LogOptions(1 << 16, -1, 100_000, -1, 10_000);
        return new TxnLogWriter(disk, options, new SplittableRandom(1), lastZxid);
    }

    private static Payload txn(long zxid, int bytes) {
        TxnHeader header = new TxnHeader(7, 1, zxid, 1000 + zxid, OpCode.SET_DATA);
        return TxnRecords.payloadOf(
                new LoggedTxn(header, new Txn.SetData(OpCode.SET_DATA, "/a", new byte[bytes], 1), null));
    }

    private Map<Long, Payload> logged() throws IOException {
        Map<Long, Payload> all = new TreeMap<>();
        for (ZxidName file : ZxidName.ascending(disk.names(), ZxidName.LOG)) {
            try (TxnLogReader log = new TxnLogReader(disk.path().resolve(file.name()), TxnLogReader.RECORD_BYTES_MAX)) {
                for (LoggedTxn txn = log.next(); txn != null; txn = log.next()) {
                    all.put(txn.header().zxid(), TxnRecords.payloadOf(txn));
                }
            }
        }
        return all;
    }

    private Map<Long, Payload> walk(long after, long upTo) throws IOException {
        Map<Long, Payload> read = new TreeMap<>();
        try (HistoryWalk walk = reader.after(after, upTo)) {
            while (walk.next()) {
                assertEquals(walk.zxid(), TxnRecords.txnOf(walk.txn()).header().zxid());
                read.put(walk.zxid(), walk.txn());
            }
        }
        return read;
    }

    @Test
    void everyRecordIsFollowedByTheLoggedRest() throws IOException {
        WrittenHistory.epochs(data, 3, 31);
        TreeMap<Long, Payload> all = new TreeMap<>(logged());
        assertEquals(3 * 31, all.size());
        long end = all.lastKey();
        for (long zxid : all.keySet()) {
            assertEquals(all.tailMap(zxid, false), walk(zxid, end));
            long bytes = all.tailMap(zxid, false).values().stream()
                    .mapToLong(TxnRecords::recordBytes)
                    .sum();
            assertEquals(new Spot(zxid, true, true, bytes), reader.locate(zxid, end, bytes));
            if (bytes > 0) {
                assertFalse(reader.locate(zxid, end, bytes - 1).isWorthSending());
            }
            assertEquals(all.subMap(zxid, false, Math.max(zxid, 0x100000007L), true), walk(zxid, 0x100000007L));
        }
    }

    @Test
    void zxidWithoutARecordIsNotFound() throws IOException {
        WrittenHistory.epochs(data, 3, 31);
        long end = Zxid.of(2, 31);
        for (long zxid : new long[] {0, -1, Zxid.of(0, 32), Zxid.of(1, 0), Zxid.of(1, 32), Zxid.of(2, 0), end + 1}) {
            assertEquals(new Spot(zxid, false, false, 0), reader.locate(zxid, end, Long.MAX_VALUE), Zxid.hex(zxid));
            assertThrows(HistoryGone.class, () -> walk(zxid, end), Zxid.hex(zxid));
        }
        assertFalse(reader.locate(Zxid.of(1, 5), end + 1, Long.MAX_VALUE).isHeld());
    }

    @Test
    void nothingBelowAHoleIsFound() throws IOException {
        WrittenHistory.epochs(data, 1, 40);
        List<ZxidName> files = ZxidName.ascending(disk.names(), ZxidName.LOG);
        ZxidName removed = files.get(2);
        long next = files.get(3).zxid();
        disk.delete(removed.name());
        for (long zxid = 1; zxid <= 40; zxid++) {
            boolean held = zxid >= next;
            assertEquals(held, reader.locate(zxid, 40, Long.MAX_VALUE).isHeld(), "zxid " + zxid);
        }
        assertEquals(removed.zxid() - 2, walk(1, removed.zxid() - 1).size());
        assertThrows(HistoryGone.class, () -> walk(1, next));
    }

    /**
     * The log does not tell how far the first epoch went. The snapshot with which another member's state was
     * installed does.
     */
    @Test
    void holeAtTheEndOfAnEpochIsFoundByTheInstalledSnapshot() throws IOException {
        try (TxnLogWriter log = writer(Zxid.of(1, 0))) {
            for (long counter = 1; counter <= 5; counter++) {
                log.append(Zxid.of(1, counter), txn(Zxid.of(1, counter), 10));
            }
            log.restartAt(Zxid.of(1, 9));
            log.append(Zxid.of(2, 1), txn(Zxid.of(2, 1), 10));
            log.append(Zxid.of(2, 2), txn(Zxid.of(2, 2), 10));
            log.sync();
        }
        long end = Zxid.of(2, 2);
        assertTrue(reader.locate(Zxid.of(1, 4), end, Long.MAX_VALUE).isHeld());
        for (String installed : List.of("snapshot.100000009", "snapshot.200000000.gz")) {
            disk.create(installed).close();
            assertFalse(reader.locate(Zxid.of(1, 4), end, Long.MAX_VALUE).isHeld(), installed);
            assertTrue(reader.locate(Zxid.of(2, 1), end, Long.MAX_VALUE).isHeld(), installed);
            disk.delete(installed);
        }
        disk.create("snapshot.100000005").close();
        assertTrue(reader.locate(Zxid.of(1, 4), end, Long.MAX_VALUE).isHeld());
    }

    @Test
    void anEpochWithoutItsFirstTxnIsAHole() throws IOException {
        try (TxnLogWriter log = writer(Zxid.of(1, 0))) {
            log.append(Zxid.of(1, 1), txn(Zxid.of(1, 1), 10));
            log.append(Zxid.of(2, 2), txn(Zxid.of(2, 2), 10));
            log.sync();
        }
        assertFalse(reader.locate(Zxid.of(1, 1), Zxid.of(2, 2), Long.MAX_VALUE).isHeld());
    }

    @Test
    void repeatedRecordsAreNotSent() throws IOException {
        try (TxnLogWriter log = writer(0)) {
            log.append(1, txn(1, 10));
            log.append(2, txn(2, 10));
            log.append(3, txn(3, 10));
            log.restartAt(1);
            log.append(2, txn(2, 99));
            log.append(3, txn(3, 99));
            log.append(4, txn(4, 99));
            log.sync();
        }
        assertFalse(reader.locate(1, 4, Long.MAX_VALUE).isHeld());
        assertTrue(reader.locate(2, 4, Long.MAX_VALUE).isHeld());
    }

    @Test
    void damagedRecordEndsTheWalkWithAReason() throws IOException {
        try (TxnLogWriter log = writer(0)) {
            for (long zxid = 1; zxid <= 10; zxid++) {
                log.append(zxid, txn(zxid, 100));
            }
            log.sync();
        }
        Path file = disk.path().resolve("log.1");
        byte[] bytes = Files.readAllBytes(file);
        bytes[16 + 4 * TxnRecords.recordBytes(txn(1, 100)) + 60] ^= 1;
        Files.write(file, bytes);
        assertEquals(3, walk(1, 4).size());
        HistoryGone gone = assertThrows(HistoryGone.class, () -> walk(1, 10));
        assertTrue(gone.getMessage().contains("CRC"), gone::getMessage);
        assertFalse(reader.locate(2, 10, Long.MAX_VALUE).isHeld());
        assertFalse(reader.locate(7, 10, Long.MAX_VALUE).isHeld());
    }

    @Test
    void purgedFileEndsTheWalkWithAReason() throws IOException {
        WrittenHistory.epochs(data, 1, 40);
        List<ZxidName> files = ZxidName.ascending(disk.names(), ZxidName.LOG);
        try (HistoryWalk walk = reader.after(1, 40)) {
            assertTrue(walk.next());
            for (ZxidName file : files) {
                disk.delete(file.name());
            }
            while (walk.zxid() < files.get(1).zxid() - 1) {
                assertTrue(walk.next()); // A file that is already open is read to its end.
            }
            assertThrows(HistoryGone.class, walk::next);
        }
        assertThrows(HistoryGone.class, () -> reader.after(1, 40));
    }

    @Test
    void worthSendingIsAShareOfTheSnapshot() {
        assertEquals(330, HistoryReader.worthBytes(1000, 0.33));
        assertEquals(Long.MAX_VALUE, HistoryReader.worthBytes(1000, 0));
        assertTrue(HistoryReader.worthBytes(1000, -1) < 0);
    }

    @Test
    void emptyFilesOfZooKeeperAreNoHole() throws IOException {
        try (TxnLogWriter log = writer(0)) {
            log.append(1, txn(1, 10));
            log.append(2, txn(2, 10));
            log.roll();
            log.append(3, txn(3, 10));
            log.sync();
        }
        disk.create("log.2").close();
        disk.create("log.4").close();
        assertTrue(reader.locate(1, 3, Long.MAX_VALUE).isHeld());
    }

    @Test
    void readsWhileTheLogThreadWrites() throws Exception {
        int txns = 3000;
        AtomicLong durable = new AtomicLong();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try (TxnLogWriter log = writer(0)) {
            Thread writing = new Thread(() -> {
                try {
                    SplittableRandom random = new SplittableRandom(3);
                    for (long zxid = 1; zxid <= txns; zxid++) {
                        log.append(zxid, txn(zxid, random.nextInt(2000)));
                        if (random.nextInt(10) == 0) {
                            durable.set(log.sync());
                        }
                        if (random.nextInt(500) == 0) {
                            log.roll();
                        }
                    }
                    durable.set(log.sync());
                } catch (Throwable e) {
                    failure.set(e);
                    durable.set(txns);
                }
            });
            writing.start();
            List<Long> ends = new ArrayList<>();
            for (long end = 0; end < txns; ) {
                end = durable.get();
                if (end > 0) {
                    long from = Math.max(1, end - 700);
                    assertTrue(reader.locate(from, end, Long.MAX_VALUE).isHeld());
                    assertEquals(end - from, walk(from, end).size());
                    ends.add(end);
                }
            }
            writing.join();
            assertEquals(null, failure.get());
            assertEquals(txns, ends.get(ends.size() - 1));
        }
    }

    @Test
    void logsOfZooKeeperAreReadToo() throws IOException {
        DataDirectories golden = GoldenCase.of("v-chain-logs").copyTo(data.resolve("golden"));
        Directory logs = new RealDirectory(golden.logs());
        HistoryReader apache = new HistoryReader(logs, logs, TxnLogReader.RECORD_BYTES_MAX);
        long end = Recovery.open(golden.dataDir(), golden.dataLogDir(), RecoveryOptions.DEFAULTS)
                .lastZxid();
        assertTrue(apache.locate(1, end, Long.MAX_VALUE).isHeld());
        assertFalse(apache.locate(0, end, Long.MAX_VALUE).isHeld());
    }
}
