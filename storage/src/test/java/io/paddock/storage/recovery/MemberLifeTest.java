// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.storage.disk.Directory;
import io.paddock.storage.disk.FaultyDirectory;
import io.paddock.storage.log.LogOptions;
import io.paddock.storage.log.TxnLogReader;
import io.paddock.storage.log.TxnLogWriter;
import io.paddock.storage.log.TxnRecords;
import io.paddock.storage.snapshot.Compression;
import io.paddock.storage.snapshot.SnapshotWriter;
import io.paddock.storage.tree.ZnodeTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A member logs, writes snapshots, truncates and receives other histories, with power cuts at any moment.
 * Each start finds a point of the one history that it had, at or after the last promised txn. The member
 * never considers itself incomplete.
 */
final class MemberLifeTest {
    private static final int SEEDS = Integer.getInteger("memberlife.seeds", 20);
    private static final int FIRST_SEED = Integer.getInteger("memberlife.first", 0);
    private static final int LIVES = 6;

    @TempDir
    Path temporary;

    @Test
    void everyStartFindsAPointOfTheHistoryAtOrAfterTheLastPromise() throws IOException {
        for (int seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            try {
                new Member(seed, temporary.resolve("seed-" + seed)).liveAndDie();
            } catch (AssertionError | IOException | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static final class Member {
        private final SplittableRandom random;
        private final Path root;
        private TreeMap<Long, List<String>> history = new TreeMap<>(); // the tree at each zxid
        private TreeMap<Long, List<String>> arriving; // the history that is being installed
        private long promised; // durable, and not truncated
        private int copies;
        private long epoch;
        private long promisedEpoch;

        Member(int seed, Path root) {
            this.random = new SplittableRandom(seed);
            this.root = root;
        }

        void liveAndDie() throws IOException {
            Path data = root.resolve("life-0");
            for (int life = 0; life < LIVES; life++) {
                ZnodeTree tree = start(data);
                FaultyDirectory disk = new FaultyDirectory(data.resolve("version-2"));
                int[] operations = {random.nextInt(400)};
                Directory stopping = new HookedDirectory(disk, operation -> {
                    if (operations[0]-- <= 0) {
                        throw new IOException("the power went before " + operation);
                    }
                });
                live(stopping, tree);
                data = root.resolve("life-" + (life + 1));
                disk.afterPowerCut(random, Files.createDirectories(data.resolve("version-2")));
            }
            start(data);
        }

        private ZnodeTree start(Path data) throws IOException {
            RecoveredMember member = MemberRecovery.open(data, data, RecoveryOptions.DEFAULTS);
            assertTrue(member.isComplete(), member.doubts()::toString);
            ZnodeTree tree = member.recovered().tree();
            assertEquals(0, tree.digests().mismatches());
            assertTrue(member.epochs().accepted() >= promisedEpoch, member.epochs()::toString);
            long zxid = tree.lastZxid();
            List<String> text = TreeText.of(tree);
            if (arriving != null && text.equals(arriving.get(zxid))) {
                history = arriving;
            } else {
                assertTrue(zxid >= promised, () -> "up to " + promised + " was promised, found " + zxid);
                assertEquals(history.getOrDefault(zxid, text), text);
            }
            arriving = null;
            promised = zxid;
            history.put(zxid, text);
            history.tailMap(zxid, false).clear();
            return tree;
        }

        private void live(Directory disk, ZnodeTree begun) throws IOException {
            ZnodeTree tree = begun;
            LogOptions options = new LogOptions(random.nextInt(3) * 4096L, 20_000, 200, -1, 10_000);
            try (TxnLogWriter log = new TxnLogWriter(disk, options, random, tree.lastZxid())) {
                promise(disk);
                RandomHistory txns = new RandomHistory(random, tree).after(epoch << 32);
                while (true) {
                    int dice = random.nextInt(100);
                    if (dice < 80) {
                        log(log, txns);
                    } else if (dice < 88) {
                        promised = log.sync(); // Only durable txns are applied.
                        new SnapshotWriter(disk, Compression.NONE, 0).write(tree);
                    } else if (dice < 92) {
                        log.roll();
                        promised = log.durableZxid();
                    } else {
                        tree = dice < 96 ? cutBack(disk, log, tree) : install(disk, log);
                        new EpochFiles(disk).writeCurrent(epoch);
                        txns = new RandomHistory(random, tree).after(epoch << 32);
                    }
                }
            } catch (IOException e) {
                assertTrue(e.getMessage().startsWith("the power went"), e::toString);
            }
        }

        private void promise(Directory disk) throws IOException {
            new EpochFiles(disk).writeAccepted(epoch);
            promisedEpoch = epoch;
        }

        private void log(TxnLogWriter log, RandomHistory txns) throws IOException {
            LoggedTxn txn = txns.next();
            long zxid = txn.header().zxid();
            history.put(zxid, TreeText.of(txns.tree()));
            log.append(zxid, TxnRecords.payloadOf(txn));
            if (random.nextInt(3) == 0) {
                promised = log.sync();
            }
        }

        private ZnodeTree cutBack(Directory disk, TxnLogWriter log, ZnodeTree tree) throws IOException {
            log.roll();
            promised = log.durableZxid();
            epoch++; // The members that decided the truncation continue in a new epoch.
            promise(disk);
            Long target = history.floorKey(promised - random.nextInt(12));
            if (target == null || target < 0) {
                return tree;
            }
            long before = promised;
            promised = target;
            try {
                long last = new Truncation(disk, disk, TxnLogReader.RECORD_BYTES_MAX)
                        .to(target)
                        .lastZxid();
                assertEquals(target, last);
                log.restartAt(last);
            } catch (TruncationRefused e) {
                promised = before; // No snapshot is that old, as after an installation.
                return tree;
            }
            history.tailMap(target, false).clear();
            return read(disk);
        }

        /** Reads as a running process would, without changing what the power cut will affect. */
        private ZnodeTree read(Directory disk) throws IOException {
            Path copy = root.resolve("copy-" + copies++);
            Files.createDirectories(copy.resolve("version-2"));
            try (Stream<Path> files = Files.list(disk.path())) {
                for (Path file : files.toList()) {
                    Files.copy(file, copy.resolve("version-2").resolve(file.getFileName()));
                }
            }
            RecoveredMember member = MemberRecovery.open(copy, copy, RecoveryOptions.DEFAULTS);
            assertTrue(member.isComplete(), member.doubts()::toString);
            ZnodeTree tree = member.recovered().tree();
            assertEquals(history.get(tree.lastZxid()), TreeText.of(tree));
            assertEquals(promised, tree.lastZxid());
            return tree;
        }

        private ZnodeTree install(Directory disk, TxnLogWriter log) throws IOException {
            log.roll();
            promised = log.durableZxid();
            epoch += random.nextInt(2);
            promise(disk);
            ZnodeTree received = new ZnodeTree();
            RandomHistory elsewhere = new RandomHistory(random, received).after(epoch << 32);
            for (int i = random.nextInt(60); i >= 0; i--) {
                elsewhere.next();
            }
            long zxid = received.lastZxid();
            arriving = new TreeMap<>();
            arriving.put(zxid, TreeText.of(received));
            new SnapshotInstallation(disk, disk, Compression.NONE).install(received);
            log.restartAt(zxid);
            history = arriving;
            arriving = null;
            promised = zxid;
            return received;
        }
    }
}
