// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.storage.disk.FaultyDirectory;
import io.paddock.storage.disk.RealDirectory;
import io.paddock.storage.log.LogOptions;
import io.paddock.storage.log.TxnLogWriter;
import io.paddock.storage.log.TxnRecords;
import io.paddock.storage.snapshot.Compression;
import io.paddock.storage.snapshot.SnapshotWriter;
import io.paddock.storage.tree.ZnodeTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots that are written while txns are applied, and damaged snapshots. */
final class FuzzySnapshotTest {
    private static final LogOptions SMALL = new LogOptions(4096, -1, 100_000, -1, 1000);

    @TempDir
    Path data;

    @Test
    void snapshotUnderTrafficPlusItsLogGivesTheSameTree() throws IOException {
        for (int seed = 0; seed < 10; seed++) {
            Path directory = data.resolve("seed-" + seed);
            Recovered fresh = Recovery.open(directory, directory, RecoveryOptions.DEFAULTS);
            RealDirectory files = new RealDirectory(directory.resolve("version-2"), false);
            ZnodeTree tree = fresh.tree();
            SnapshotWriter snapshots = new SnapshotWriter(files, Compression.values()[seed % 3], 0);
            RandomHistory history = new RandomHistory(new SplittableRandom(seed), tree);
            try (TxnLogWriter log = new TxnLogWriter(files, SMALL, new SplittableRandom(1), 0)) {
                run(history, log, 500);
                CompletableFuture<SnapshotWriter.Written> written = inBackground(snapshots, tree);
                while (!written.isDone()) {
                    run(history, log, 1);
                }
                assertTrue(written.join().zxid() >= 500);
                run(history, log, 20);
                log.sync();
            }
            Recovered recovered = Recovery.open(directory, directory, RecoveryOptions.DEFAULTS);
            assertTrue(recovered.snapshotZxid() >= 500, "seed " + seed);
            assertEquals(TreeText.of(tree), TreeText.of(recovered.tree()), "seed " + seed);
            assertEquals(0, recovered.tree().digests().mismatches(), "seed " + seed);
        }
    }

    private static CompletableFuture<SnapshotWriter.Written> inBackground(SnapshotWriter snapshots, ZnodeTree tree) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return snapshots.write(tree);
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        });
    }

    private static void run(RandomHistory history, TxnLogWriter log, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            LoggedTxn txn = history.next();
            ByteBuf record = Unpooled.buffer();
            TxnRecords.frame(txn, record);
            log.append(txn.header().zxid(), record);
        }
    }

    @Test
    void snapshotIsCompleteOrAbsent() throws IOException {
        Path version = Files.createDirectories(data.resolve("version-2"));
        ZnodeTree tree = new ZnodeTree();
        RandomHistory history = new RandomHistory(new SplittableRandom(3), tree);
        for (int i = 0; i < 300; i++) {
            history.next();
        }
        for (Compression compression : Compression.values()) {
            FaultyDirectory disk = new FaultyDirectory(version);
            SnapshotWriter writer = new SnapshotWriter(disk, compression, 0);
            for (int free : List.of(0, 100, 5000)) {
                disk.freeBytes(free);
                assertThrows(IOException.class, () -> writer.write(tree));
                assertEquals(List.of(), disk.names());
            }
            disk.freeBytes(Long.MAX_VALUE);
            disk.failSyncs(1);
            assertThrows(IOException.class, () -> writer.write(tree));
            assertEquals(List.of(), disk.names());

            SnapshotWriter.Written written = writer.write(tree);
            Path afterCut = Files.createDirectories(data.resolve(compression + "/version-2"));
            disk.afterPowerCut(new SplittableRandom(1), afterCut);
            assertEquals(-1, Files.mismatch(version.resolve(written.name()), afterCut.resolve(written.name())));
            Recovered recovered = Recovery.open(afterCut.getParent(), afterCut.getParent(), RecoveryOptions.DEFAULTS);
            assertEquals(TreeText.of(tree), TreeText.of(recovered.tree()));
            disk.delete(written.name());
        }
    }

    @Test
    void damagedSnapshotIsNeverTakenForAWholeOne() throws IOException {
        SplittableRandom random = new SplittableRandom(17);
        for (Compression compression : Compression.values()) {
            Path directory = data.resolve("damaged-" + compression);
            ZnodeTree tree = Recovery.open(directory, directory, RecoveryOptions.DEFAULTS)
                    .tree();
            RealDirectory files = new RealDirectory(directory.resolve("version-2"), false);
            RandomHistory history = new RandomHistory(new SplittableRandom(4), tree);
            try (TxnLogWriter log = new TxnLogWriter(files, SMALL, random, 0)) {
                run(history, log, 200);
                log.sync();
            }
            Path snapshot = files.path()
                    .resolve(new SnapshotWriter(files, compression, 0)
                            .write(tree)
                            .name());
            byte[] intact = Files.readAllBytes(snapshot);
            for (int i = 0; i < 100; i++) {
                byte[] damaged = intact.clone();
                int bit = random.nextInt(damaged.length * 8);
                damaged[bit / 8] ^= (byte) (1 << bit % 8);
                if (i % 3 == 0) {
                    damaged = Arrays.copyOf(intact, random.nextInt(intact.length));
                }
                Files.write(snapshot, damaged);
                Recovered recovered = Recovery.open(directory, directory, RecoveryOptions.DEFAULTS);
                assertEquals(TreeText.of(tree), TreeText.of(recovered.tree()), compression + " round " + i);
                assertEquals(
                        recovered.snapshotZxid() == 0,
                        recovered.warnings().size() == 1,
                        () -> compression + " " + recovered.warnings());
                if (compression != Compression.NONE && recovered.snapshotZxid() == 0) {
                    // The start wrote a new snapshot. The next round must not read it instead of the damaged
                    // one.
                    files.delete("snapshot." + Long.toHexString(tree.lastZxid()));
                }
            }
        }
    }
}
