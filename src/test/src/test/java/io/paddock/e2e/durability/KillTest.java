// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.durability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.paddock.e2e.harness.Frame;
import io.paddock.e2e.harness.ServerOptions;
import io.paddock.e2e.harness.ServerProcess;
import io.paddock.e2e.harness.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * kill -9 under load, again and again. {@code -Dcrash.rounds=N} sets how often, {@code -Dcrash.seed=N} replays the requests of a run; the
 * moments of the kills are not replayed.
 */
class KillTest {
    private static final int ROUNDS = Integer.getInteger("crash.rounds", 100);
    private static final long SEED = Long.getLong("crash.seed", System.nanoTime());
    private static final int WRITERS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void acknowledgedWritesSurviveKillsWholly() {
        Random random = new Random(SEED);
        // So small that nearly every kill falls close to a snapshot or to the end of a log file, and each start purges.
        ServerOptions options = ServerOptions.plain()
                .cfg("tickTime=200")
                .cfg("maxSessionTimeout=60000")
                .cfg("snapCount=200")
                .cfg("preAllocSize=64")
                .cfg("autopurge.snapRetainCount=3")
                .cfg("autopurge.purgeInterval=1")
                .jvm("-Dzookeeper.txnLogSizeLimitInKb=96")
                .jvm("-XX:TieredStopAtLevel=1");
        try (ServerProcess server = ServerProcess.start(options);
                Load load = new Load(WRITERS, SEED)) {
            Mortals mortals = new Mortals(SEED);
            load.begin(server.port());
            mortals.begin(server.port());
            for (int round = 1; round <= ROUNDS; round++) {
                try {
                    killUnderLoad(server, load, mortals, random);
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError(
                            "round " + round + " of " + ROUNDS + ", -Dcrash.seed=" + SEED + ", data in "
                                    + server.dataDir() + ": " + e.getMessage() + "\n" + server.logTail(),
                            e);
                }
            }
            assertThat(load.acknowledged()).isGreaterThan(ROUNDS);
            await("the ephemerals of silent sessions are gone")
                    .atMost(PATIENCE)
                    .until(() -> mortals.allGone(server.port()));
        }
    }

    /** The test of the test: a server that has lost the end of its log is caught. */
    @Test
    void lostWritesAreNoticed() throws IOException {
        try (ServerProcess server = ServerProcess.start(ServerOptions.plain().cfg("preAllocSize=64"));
                Load load = new Load(WRITERS, SEED)) {
            load.begin(server.port());
            load.start();
            await("writes are acknowledged")
                    .atMost(PATIENCE)
                    .until(() -> load.acknowledged() > 200 || !load.isRunning());
            load.stop();
            load.join();
            server.kill();
            cutLog(server.dataDir().resolve("version-2"), 1_000);
            server.start();
            // Or the clients would be sent away at once, as having seen more than there is.
            try (Wire wire = server.wire()) {
                wire.newSession(10_000);
                long zxid = 0;
                while (zxid < load.order().highestZxid()) {
                    zxid = wire.call(Frame.setData(1, Writer.QUEUE, new byte[0]))
                            .zxid();
                }
            }
            assertThatThrownBy(() -> load.recover(server.port())).isInstanceOf(AssertionError.class);
        }
    }

    private static void cutLog(Path directory, int bytes) throws IOException {
        Path newest;
        try (Stream<Path> files = Files.list(directory)) {
            newest = files.filter(file -> file.getFileName().toString().startsWith("log."))
                    .max(Comparator.comparingLong(
                            file -> Long.parseLong(file.getFileName().toString().substring(4), 16)))
                    .orElseThrow();
        }
        byte[] content = Files.readAllBytes(newest);
        int end = content.length;
        while (content[end - 1] == 0) {
            end--;
        }
        Arrays.fill(content, end - bytes, end, (byte) 0);
        Files.write(newest, content);
    }

    private static void killUnderLoad(ServerProcess server, Load load, Mortals mortals, Random random) {
        int before = load.acknowledged();
        int enough = random.nextInt(600);
        load.start();
        load.beside(() -> mortals.live(server.port()));
        await("writes are acknowledged")
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> load.acknowledged() - before >= enough || !load.isRunning());
        server.kill();
        load.giveUp();
        mortals.stop();
        load.join();
        if (random.nextInt(8) == 0) {
            // A kill while it recovers, purges or writes the snapshot that a long log asks for.
            server.launch();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(1_500)));
            server.kill();
        }
        server.start();
        load.recover(server.port());
        mortals.check(server.port());
    }
}
