// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.storage.disk.FaultyDirectory;
import io.paddock.storage.log.LogOptions;
import io.paddock.storage.log.TxnLogWriter;
import io.paddock.storage.log.TxnRecords;
import io.paddock.storage.snapshot.Compression;
import io.paddock.storage.snapshot.SnapshotWriter;
import io.paddock.storage.tree.ZnodeTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that repeatedly loses power. Each start finds every synced txn, and the tree is exactly what those
 * txns make.
 */
final class PowerCutTest {
    private static final int SEEDS = Integer.getInteger("powercut.seeds", 60);
    private static final int LIVES = 4;

    @TempDir
    Path temporary;

    @Test
    void syncedTxnsSurvivePowerCutsFullDisksAndFailingSyncs() throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            try {
                new Machine(seed, temporary.resolve("seed-" + seed)).liveAndDie();
            } catch (AssertionError | IOException | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    /** One data directory through several starts. */
    private static final class Machine {
        private final SplittableRandom random;
        private final Path root;
        private final Map<Long, List<String>> trees = new HashMap<>(); // by zxid, of the history that is valid
        private long promised; // every zxid up to this was synced

        Machine(int seed, Path root) {
            this.random = new SplittableRandom(seed);
            this.root = root;
        }

        void liveAndDie() throws IOException {
            Path data = root.resolve("life-0");
            Recovery.open(data, data, RecoveryOptions.DEFAULTS);
            for (int life = 0; life < LIVES; life++) {
                Recovered recovered = Recovery.open(data, data, RecoveryOptions.DEFAULTS);
                check(recovered);
                FaultyDirectory disk = new FaultyDirectory(data.resolve("version-2"));
                live(disk, recovered.tree());
                data = root.resolve("life-" + (life + 1));
                disk.afterPowerCut(random, Files.createDirectories(data.resolve("version-2")));
            }
            check(Recovery.open(data, data, RecoveryOptions.DEFAULTS));
        }

        private void check(Recovered recovered) {
            long zxid = recovered.lastZxid();
            assertTrue(zxid >= promised, () -> "up to " + promised + " was synced, found " + zxid);
            assertEquals(0, recovered.tree().digests().mismatches());
            List<String> expected = trees.getOrDefault(zxid, TreeText.of(recovered.tree()));
            assertEquals(expected, TreeText.of(recovered.tree()));
            promised = zxid;
        }

        private void live(FaultyDirectory disk, ZnodeTree tree) throws IOException {
            LogOptions options = new LogOptions(random.nextInt(3) * 4096L, 20_000, 200, -1, 1000);
            RandomHistory history = new RandomHistory(random, tree);
            try (TxnLogWriter log = new TxnLogWriter(disk, options, random, tree.lastZxid())) {
                int steps = random.nextInt(150);
                for (int step = 0; step < steps; step++) {
                    if (!step(disk, log, history)) {
                        return; // A real server would stop taking writes and repair. Its tree is ahead of its log now.
                    }
                }
            }
        }

        private boolean step(FaultyDirectory disk, TxnLogWriter log, RandomHistory history) throws IOException {
            fail(disk);
            try {
                LoggedTxn txn = history.next();
                trees.put(txn.header().zxid(), TreeText.of(history.tree()));
                ByteBuf record = Unpooled.buffer();
                TxnRecords.frame(txn, record);
                log.append(txn.header().zxid(), record);
                if (random.nextInt(3) == 0) {
                    promised = log.sync();
                }
                if (random.nextInt(40) == 0) {
                    log.roll();
                    promised = log.durableZxid();
                }
                if (random.nextInt(40) == 0) {
                    new SnapshotWriter(disk, Compression.values()[random.nextInt(3)], 0).write(history.tree());
                }
                return true;
            } catch (IOException e) {
                disk.freeBytes(Long.MAX_VALUE);
                disk.failSyncs(0);
                if (log.isBroken()) {
                    assertEquals(promised, log.repair());
                }
                return false;
            }
        }

        private void fail(FaultyDirectory disk) {
            if (random.nextInt(60) == 0) {
                disk.failSyncs(1);
            }
            if (random.nextInt(60) == 0) {
                disk.freeBytes(random.nextInt(3000));
            }
        }
    }
}
