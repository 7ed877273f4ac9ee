// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.protocol.txn.Txn;
import io.paddock.protocol.txn.TxnHeader;
import io.paddock.server.metrics.Metrics;
import io.paddock.storage.disk.FaultyDirectory;
import io.paddock.storage.log.LogOptions;
import io.paddock.storage.log.TxnLogReader;
import io.paddock.storage.log.TxnLogWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log thread's work, one step at a time, on a disk that fails when the test says so. */
class ProposalLogTest {
    private static final int SNAP_COUNT = 100;

    @TempDir
    Path path;

    private final CoreInbox inbox = new CoreInbox(1 << 20);
    private FaultyDirectory disk;
    private ProposalLog log;

    @BeforeEach
    void open() throws IOException {
        disk = new FaultyDirectory(path);
        LogOptions options = new LogOptions(0, 0, SNAP_COUNT, 0, 1000);
        TxnLogWriter writer = new TxnLogWriter(disk, options, new Random(1), 0);
        log = new ProposalLog(writer, new Metrics(), inbox, cause -> {
            throw new AssertionError(cause);
        });
    }

    private void append(long zxid) {
        Txn txn = new Txn.Error(-101);
        log.append(new LoggedTxn(new TxnHeader(1, 1, zxid, 0, txn.type()), txn, null));
    }

    private void handOver(long... zxids) {
        for (long zxid : zxids) {
            append(zxid);
        }
        assertThat(log.handOver()).isTrue();
    }

    /** @return the zxids of all records on the disk */
    private List<Long> logged() throws IOException {
        List<Long> zxids = new ArrayList<>();
        List<Path> files;
        try (Stream<Path> listed = Files.list(path)) {
            files = listed.filter(file -> file.getFileName().toString().startsWith("log."))
                    .toList();
        }
        for (Path file : files) {
            try (TxnLogReader reader = new TxnLogReader(file, TxnLogReader.RECORD_BYTES_MAX)) {
                for (LoggedTxn txn = reader.next(); txn != null; txn = reader.next()) {
                    zxids.add(txn.header().zxid());
                }
            }
        }
        zxids.sort(null);
        return zxids;
    }

    @Test
    void nothingIsLoggedBeforeItIsHandedOver() throws IOException {
        append(1);
        assertThat(log.step()).isFalse();
        assertThat(logged()).isEmpty();
        assertThat(log.handOver()).isTrue();
        assertThat(log.step()).isTrue();
        assertThat(logged()).containsExactly(1L);
        assertThat(log.step()).isFalse();
    }

    @Test
    void everythingHandedOverIsSyncedOnce() throws IOException {
        handOver(1); // The first record of a file costs another sync.
        log.step();
        handOver(2);
        handOver(3);
        handOver(4, 5, 6);
        int before = disk.syncs();
        assertThat(log.durableZxid()).isEqualTo(1);
        log.step();
        assertThat(disk.syncs() - before).isEqualTo(1);
        assertThat(log.durableZxid()).isEqualTo(6);
        assertThat(logged()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    void failedSyncMakesNothingDurableAndLeavesTheLogFailed() {
        handOver(1);
        log.step();
        disk.failSyncs(1);
        handOver(2, 3);
        log.step();
        assertThat(log.isFailed()).isTrue();
        assertThat(log.durableZxid()).isEqualTo(1);
    }

    @Test
    void failedLogIsNotRepairedBeforeTheCoreAcknowledgesTheFailure() {
        disk.failSyncs(1);
        handOver(1);
        log.step();
        assertThat(log.step()).isFalse();
        assertThat(log.isFailed()).isTrue();
        log.acknowledgeFailure();
        assertThat(log.step()).isTrue();
        assertThat(log.isFailed()).isFalse();
    }

    @Test
    void repairIsTriedAgainWhileTheDiskStillFails() throws IOException {
        disk.failSyncs(1);
        handOver(1);
        log.step();
        log.acknowledgeFailure();
        disk.failSyncs(2);
        assertThat(log.step()).isFalse();
        assertThat(log.step()).isFalse();
        assertThat(log.step()).isTrue();
        handOver(1);
        log.step();
        assertThat(log.durableZxid()).isEqualTo(1);
        assertThat(logged()).containsExactly(1L);
    }

    @Test
    void whatWasHandedOverOrFilledBeforeTheFailureWasAcknowledgedIsNeverLogged() throws IOException {
        handOver(1);
        log.step();
        disk.failSyncs(1);
        handOver(2);
        log.step();
        handOver(3);
        append(4);
        log.acknowledgeFailure();
        handOver(2, 3);
        assertThat(log.step()).isTrue(); // Repairs.
        log.step();
        assertThat(log.durableZxid()).isEqualTo(3);
        assertThat(logged()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void batchOfAnOldGenerationThatStandsAloneMakesNothingDurable() throws IOException {
        disk.failSyncs(1);
        handOver(1);
        log.step();
        handOver(2);
        log.acknowledgeFailure();
        log.step();
        assertThat(log.step()).isTrue();
        assertThat(log.durableZxid()).isZero();
        assertThat(logged()).isEmpty();
        assertThat(log.isFailed()).isFalse();
    }

    @Test
    void fullDiskFailsTheLogUntilThereIsRoom() throws IOException {
        handOver(1);
        log.step();
        disk.freeBytes(10);
        handOver(2);
        log.step();
        assertThat(log.isFailed()).isTrue();
        log.acknowledgeFailure();
        disk.freeBytes(0);
        assertThat(log.step()).isFalse();
        disk.freeBytes(Long.MAX_VALUE);
        assertThat(log.step()).isTrue();
        handOver(2);
        log.step();
        assertThat(logged()).containsExactly(1L, 2L);
    }

    @Test
    void diskTaskRunsAfterAllThatWasHandedOverBeforeIsDurable() {
        List<String> ran = new ArrayList<>();
        handOver(1, 2);
        log.run(writer -> ran.add("first at " + writer.durableZxid()));
        log.run(writer -> ran.add("second at " + writer.durableZxid()));
        log.step();
        assertThat(ran).isEmpty();
        log.step();
        log.step();
        assertThat(ran).containsExactly("first at 2", "second at 2");
        assertThat(log.step()).isFalse();
    }

    @Test
    void diskTaskMayChangeUpToWhereTheLogIsDurable() throws IOException {
        handOver(1, 2);
        log.step();
        log.run(writer -> writer.restartAt(7));
        log.step();
        assertThat(log.durableZxid()).isEqualTo(7);
        handOver(8);
        log.step();
        assertThat(logged()).containsExactly(1L, 2L, 8L);
    }

    @Test
    void failedDiskTaskFailsTheLogAndDropsTheTasksAfterIt() {
        List<String> ran = new ArrayList<>();
        log.run(writer -> {
            throw new IOException("as if a file could not be written");
        });
        log.run(writer -> ran.add("second"));
        log.step();
        assertThat(log.isFailed()).isTrue();
        log.acknowledgeFailure();
        assertThat(log.step()).isTrue();
        assertThat(log.step()).isFalse();
        assertThat(ran).isEmpty();
    }

    @Test
    void snapshotIsDueOnceAfterEnoughTxns() {
        long zxid = 0;
        while (!log.takeSnapshotDue()) {
            assertThat(zxid).isLessThanOrEqualTo(SNAP_COUNT);
            handOver(++zxid);
            log.step();
        }
        assertThat(zxid).isGreaterThanOrEqualTo(SNAP_COUNT / 2);
        assertThat(log.takeSnapshotDue()).isFalse();
    }

    @Test
    void handOverIsRefusedWhileTheLogThreadHas1024BatchesToDo() {
        for (int zxid = 1; zxid <= 1024; zxid++) {
            handOver(zxid);
        }
        append(1025);
        assertThat(log.handOver()).isFalse();
        append(1026);
        log.step();
        assertThat(log.durableZxid()).isEqualTo(1024);
        assertThat(log.handOver()).isTrue();
        log.step();
        assertThat(log.durableZxid()).isEqualTo(1026);
    }
}
