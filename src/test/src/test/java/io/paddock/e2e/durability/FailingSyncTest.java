// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.durability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paddock.e2e.harness.Layout;
import io.paddock.e2e.harness.Wire;
import io.paddock.storage.disk.FaultyDirectory;
import io.paddock.storage.disk.RealDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The disk under the log fails, for a sync, for a while, in the middle of a write, and then the power goes. The server runs in this process, on a
 * directory that fails when it is told to. {@code -Dcrash.faultRounds=N} sets how often, {@code -Dcrash.seed=N} replays faults and requests.
 */
class FailingSyncTest {
    private static final int ROUNDS = Integer.getInteger("crash.faultRounds", 12);
    private static final long SEED = Long.getLong("crash.seed", System.nanoTime());
    private static final int WRITERS = 4;
    private static final int FAULTS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void acknowledgedWritesSurviveFailedSyncsAndAPowerCut() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = SEED + round;
            try {
                failUnderLoad(new Random(seed), seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("-Dcrash.faultRounds=1 -Dcrash.seed=" + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private static void failUnderLoad(Random random, long seed) throws IOException {
        Path directory = Layout.newDirectory("faulty");
        Path left = Layout.newDirectory("left");
        FaultyDirectory disk = new FaultyDirectory(TestServer.logs(directory));
        try (Load load = new Load(WRITERS, seed)) {
            List<Integer> marks;
            try (TestServer server = TestServer.start(directory, disk)) {
                load.begin(server.port());
                load.startThroughFailures();
                for (int fault = 0; fault < FAULTS; fault++) {
                    awaitProgress(load, random.nextInt(300));
                    inject(disk, random, load);
                }
                awaitProgress(load, random.nextInt(300));
                // From here on, acknowledged writes may be missing from the copy. So the test checks the
                // writes that are acknowledged at this moment.
                marks = load.writers().stream().map(Writer::mark).toList();
                copySnapshots(TestServer.snapshots(directory), TestServer.snapshots(left));
                disk.afterPowerCut(random, TestServer.logs(left));
                load.stop();
                load.join();
            }
            try (TestServer survivor = TestServer.start(left, new RealDirectory(TestServer.logs(left)))) {
                for (int i = 0; i < WRITERS; i++) {
                    try (Wire wire = survivor.wire()) {
                        wire.newSession(10_000);
                        load.writers().get(i).checkSurvivor(wire, marks.get(i));
                    }
                }
            }
        }
    }

    private static void inject(FaultyDirectory disk, Random random, Load load) {
        switch (random.nextInt(4)) {
            case 0 -> disk.failSyncs(1);
            case 1 -> {
                // For a while: the log is tried again once a second.
                disk.failSyncs(2 + random.nextInt(2));
                awaitProgress(load, 50);
            }
            case 2 -> {
                // In the middle of a write.
                disk.freeBytes(random.nextInt(5_000));
                awaitRefusals(load);
                disk.freeBytes(Long.MAX_VALUE);
            }
            default -> {
                disk.freeBytes(random.nextInt(100_000));
                disk.failSyncs(1);
                awaitProgress(load, 20);
                disk.freeBytes(Long.MAX_VALUE);
            }
        }
    }

    private static void awaitRefusals(Load load) {
        int before = refused(load);
        await("writes are refused")
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> refused(load) > before || !load.isRunning());
    }

    private static int refused(Load load) {
        return load.writers().stream().mapToInt(Writer::refused).sum();
    }

    private static void awaitProgress(Load load, int count) {
        int enough = load.acknowledged() + count;
        await("writes are acknowledged")
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> load.acknowledged() >= enough || !load.isRunning());
        assertThat(load.isRunning() || load.acknowledged() >= enough || hasFailed(load))
                .isTrue();
    }

    private static boolean hasFailed(Load load) {
        load.join(); // Throws what it found.
        return false;
    }

    private static void copySnapshots(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().startsWith("snapshot.")) {
                    Files.copy(file, to.resolve(file.getFileName()));
                }
            }
        }
    }
}
