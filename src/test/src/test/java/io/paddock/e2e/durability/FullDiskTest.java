// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.durability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paddock.e2e.harness.Frame;
import io.paddock.e2e.harness.Handshake;
import io.paddock.e2e.harness.Layout;
import io.paddock.e2e.harness.Reply;
import io.paddock.e2e.harness.ServerOptions;
import io.paddock.e2e.harness.ServerProcess;
import io.paddock.e2e.harness.SmallDisk;
import io.paddock.e2e.harness.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** The disk is full: writes stop with a clear error, reads go on, nothing acknowledged is lost, and all is well again once there is space. */
@DisabledIfSystemProperty(named = "e2e.server", matches = "apache", disabledReason = "Apache's server ends itself")
class FullDiskTest {
    private static final long SEED = Long.getLong("crash.seed", System.nanoTime());
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int WRITERS = 3;
    private static final int SYSTEM_ERROR = -1;
    private static final int SHORT_MILLIS = 400;

    private static ServerOptions options() {
        return ServerOptions.plain()
                .cfg("tickTime=200")
                .cfg("maxSessionTimeout=60000")
                .cfg("preAllocSize=64");
    }

    @Test
    void fullDiskStopsWritesOnlyAndSpaceRestoresThem() {
        ServerProcess server = ServerProcess.prepare(options().cfg("snapCount=100000"));
        try (SmallDisk disk = SmallDisk.mount(server.dataDir(), 6);
                server;
                Load load = new Load(WRITERS, SEED)) {
            describeFailure(server, () -> {
                server.start();
                load.begin(server.port());
                Wire reader = Wire.open(server.port());
                reader.newSession(SHORT_MILLIS);
                // Not connected while nothing can be logged: it is found again afterwards.
                Handshake silent = openSilently(server);

                for (int time = 0; time < 3; time++) {
                    fillUnderLoad(disk, load, reader);
                    assertThat(server.log()).contains("The txn log cannot be written");
                    assertThatNoSessionCanBeOpened(server);
                    // Silent for longer than its timeout: the end of a session could not be logged, so it does not end.
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(3 * SHORT_MILLIS));
                    assertThat(reads(reader)).isTrue();
                    disk.clear();
                    awaitWrites(load, reader);
                    load.stop();
                    load.join();
                }
                assertThat(server.isAlive()).isTrue();
                try (Wire back = server.wire()) {
                    assertThat(back.handshake(silent.renewal()).refused()).isFalse();
                    assertThat(Replies.znode(back, "/silent")).isNotNull();
                }

                load.start();
                awaitAcknowledged(load, reader, load.acknowledged() + 100);
                server.kill();
                load.join();
                server.start();
                load.recover(server.port());
                reader.close();
            });
        }
    }

    @Test
    void serverKilledOnAFullDiskStartsAgain() {
        ServerProcess server = ServerProcess.prepare(options().cfg("snapCount=100000"));
        try (SmallDisk disk = SmallDisk.mount(server.dataDir(), 6);
                server;
                Load load = new Load(WRITERS, SEED)) {
            describeFailure(server, () -> {
                server.start();
                load.begin(server.port());
                Wire reader = Wire.open(server.port());
                Handshake session = reader.newSession(60_000);
                fillUnderLoad(disk, load, reader);
                server.kill();
                load.giveUp();
                load.join();
                reader.close();
                server.start();
                await("a write is refused").atMost(PATIENCE).until(() -> isRefused(server, session));
                try (Wire resumed = server.wire()) {
                    assertThat(resumed.handshake(session.renewal()).refused()).isFalse();
                    assertThat(Replies.znode(resumed, Writer.QUEUE)).isNotNull();
                    disk.clear();
                    await("a write is taken").atMost(PATIENCE).until(() -> setData(resumed) == 0);
                    load.recover(server.port());
                }
            });
        }
    }

    @Test
    void snapshotThatDoesNotFitLeavesTheOldOneInUse() {
        Path log = Layout.newDirectory("log");
        ServerProcess server =
                ServerProcess.prepare(options().cfg("snapCount=100").cfg("dataLogDir=" + log));
        try (SmallDisk disk = SmallDisk.mount(server.dataDir(), 6);
                server;
                Load load = new Load(WRITERS, SEED)) {
            describeFailure(server, () -> {
                server.start();
                load.begin(server.port());
                disk.fill();
                List<String> before = snapshots(server.dataDir());
                load.start();
                await("a snapshot fails").atMost(PATIENCE).until(() -> server.log()
                        .contains("The snapshot could not be written"));
                int acknowledged = load.acknowledged();
                await("writes go on").atMost(PATIENCE).until(() -> load.acknowledged() > acknowledged + 100);
                assertThat(load.writers()).allMatch(writer -> writer.refused() == 0);
                server.kill();
                load.join();
                assertThat(snapshots(server.dataDir())).containsAll(before);

                server.start();
                load.recover(server.port());
                disk.clear();
                load.start();
                await("a snapshot is written")
                        .atMost(PATIENCE)
                        .until(() -> !before.containsAll(snapshots(server.dataDir())));
                server.kill();
                load.join();
                server.start();
                load.recover(server.port());
            });
        }
    }

    private static Handshake openSilently(ServerProcess server) {
        try (Wire wire = server.wire()) {
            Handshake session = wire.newSession(60_000);
            wire.call(Frame.create(1, "/silent", new byte[0], Op.EPHEMERAL));
            return session;
        }
    }

    private static void fillUnderLoad(SmallDisk disk, Load load, Wire reader) {
        int[] refused = load.writers().stream().mapToInt(Writer::refused).toArray();
        load.startThroughFailures();
        awaitAcknowledged(load, reader, load.acknowledged() + 100);
        disk.fill();
        for (int i = 0; i < refused.length; i++) {
            Writer writer = load.writers().get(i);
            int before = refused[i];
            await(writer.name() + " is refused")
                    .atMost(PATIENCE)
                    .failFast(load::throwWhatWasFound)
                    .until(() -> reads(reader) && writer.refused() > before);
        }
        for (int i = 0; i < 100; i++) {
            assertThat(reads(reader)).isTrue();
        }
    }

    private static void awaitWrites(Load load, Wire reader) {
        awaitAcknowledged(load, reader, load.acknowledged() + 100);
    }

    private static void awaitAcknowledged(Load load, Wire reader, int count) {
        await("writes are acknowledged")
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> reads(reader) && (load.acknowledged() >= count || !load.isRunning()));
    }

    private static boolean reads(Wire reader) {
        return Replies.znode(reader, Writer.QUEUE) != null;
    }

    private static int setData(Wire wire) {
        Reply reply = wire.call(Frame.setData(5, Writer.QUEUE, new byte[100]));
        return reply.error();
    }

    // The first write is the one that finds the disk full: it stays without an answer.
    private static boolean isRefused(ServerProcess server, Handshake session) {
        try (Wire wire = server.wire()) {
            assertThat(wire.handshake(session.renewal()).refused()).isFalse();
            return setData(wire) == SYSTEM_ERROR;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    // It would have to be logged.
    private static void assertThatNoSessionCanBeOpened(ServerProcess server) {
        try (Wire wire = server.wire()) {
            wire.send(Handshake.fresh(10_000).bytes());
            assertThat(wire.bytesUntilClosed()).isZero();
        }
    }

    private static List<String> snapshots(Path dataDir) {
        try (Stream<Path> files = Files.list(dataDir.resolve("version-2"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("snapshot."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void describeFailure(ServerProcess server, Runnable test) {
        try {
            test.run();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("-Dcrash.seed=" + SEED + ": " + e.getMessage() + "\n" + server.logTail(), e);
        }
    }
}
