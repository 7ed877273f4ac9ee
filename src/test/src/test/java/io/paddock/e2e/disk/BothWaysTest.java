// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paddock.e2e.differential.Host;
import io.paddock.e2e.differential.Profile;
import io.paddock.e2e.differential.Program;
import io.paddock.e2e.differential.ProgramRun;
import io.paddock.e2e.harness.FourLetterWord;
import io.paddock.e2e.harness.Frame;
import io.paddock.e2e.harness.Handshake;
import io.paddock.e2e.harness.ServerKind;
import io.paddock.e2e.harness.ServerProcess;
import io.paddock.e2e.harness.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Apache's server starts from what Paddock wrote, and Paddock from what Apache's server wrote: snapshots and the tail of a log that
 * ends where the writer was killed. Both show the same tree, Stats, ACLs and digest, and take the same sessions back.
 *
 * <p>{@code -Ddisk.seeds=N} plays N histories each instead of one; {@code -Ddisk.from=N} begins with another.
 */
class BothWaysTest {
    private static final long SEEDS = Long.getLong("disk.seeds", 1);
    private static final long FROM = Long.getLong("disk.from", 1);
    private static final int PROGRAMS = 4;
    private static final int ACKNOWLEDGED_MAX = 700;
    private static final Pattern LOADED = Pattern.compile("highest zxid is 0x([0-9a-f]+), digest is (-?\\d+)");
    private static final Pattern MISMATCHES = Pattern.compile("zk_digest_mismatches_count\\s+(\\d+)");

    @ParameterizedTest(name = "written by {0}, snapshots {1}")
    @CsvSource({"PADDOCK, plain", "PADDOCK, gz", "PADDOCK, snappy", "APACHE, plain", "APACHE, gz", "APACHE, snappy"})
    void theOtherServerStartsFromIt(ServerKind writer, String compression) {
        LongStream.range(FROM, FROM + SEEDS).forEach(seed -> {
            try {
                writeAndCompare(writer, compression, seed);
            } catch (Exception | AssertionError e) {
                throw new AssertionError("history " + seed + " (-Ddisk.seeds=1 -Ddisk.from=" + seed + ")", e);
            }
        });
    }

    private static void writeAndCompare(ServerKind writer, String compression, long seed) throws Exception {
        Random random = new Random(seed);
        List<Handshake> sessions = new ArrayList<>();
        int acknowledged = 50 + random.nextInt(ACKNOWLEDGED_MAX - 50);
        Contents beforeFlood;
        ServerProcess written = prepare(writer, compression);
        try (written) {
            written.start();
            Host host = Host.of(written);
            for (long program = 0; program < PROGRAMS; program++) {
                try (ProgramRun run = ProgramRun.play(Program.of(seed * 1_000 + program, Profile.EXTENDED), host)) {
                    sessions.addAll(run.sessions().values());
                }
            }
            await("a snapshot besides the first")
                    .until(() -> snapshots(written, compression).size() > 1);
            create(written, Flood.TOP);
            beforeFlood = Contents.of(written).withoutBelow(Flood.TOP);
            Flood.killIn(written, acknowledged);
        }
        ServerProcess other =
                prepare(writer == ServerKind.PADDOCK ? ServerKind.APACHE : ServerKind.PADDOCK, compression);
        ServerProcess same = prepare(writer, compression);
        copy(written.dataDir(), other.dataDir());
        copy(written.dataDir(), same.dataDir());
        try (other;
                same) {
            other.start();
            same.start();
            Contents asOther = Contents.of(other);
            assertThat(asOther.znodes()).isEqualTo(Contents.of(same).znodes());
            assertThat(asOther.withoutBelow(Flood.TOP).znodes()).isEqualTo(beforeFlood.znodes());
            for (int n = 0; n < acknowledged; n++) {
                assertThat(asOther.has(Flood.path(n)))
                        .as("acknowledged write %d of %d", n, acknowledged)
                        .isTrue();
            }
            assertThat(loaded(other)).as("last zxid and digest").isEqualTo(loaded(same));
            assertThat(digestMismatches(other)).isZero();
            assertThat(digestMismatches(same)).isZero();
            assertThat(sessions).isNotEmpty();
            assertThat(sessions.stream()
                            .mapToLong(each -> asOther.ownedBy(each.sessionId()))
                            .sum())
                    .as("ephemerals of open sessions")
                    .isPositive();
            sessions.forEach(session -> {
                assertRenews(other, session);
                assertRenews(same, session);
            });
        }
    }

    private static ServerProcess prepare(ServerKind kind, String compression) {
        return ServerProcess.prepare(Profile.EXTENDED
                .server(kind)
                .cfg("forceSync=yes")
                .cfg("snapCount=40")
                .cfg("preAllocSize=64")
                .cfg("snapshot.compression.method=" + (compression.equals("plain") ? "" : compression)));
    }

    private static void create(ServerProcess server, String path) {
        try (Wire wire = server.wire()) {
            wire.newSession(600_000);
            assertThat(wire.call(Frame.create(1, path, new byte[0], 0)).error()).isZero();
            wire.call(Frame.closeSession(2));
        }
    }

    private static void assertRenews(ServerProcess server, Handshake session) {
        try (Wire wire = server.wire()) {
            Handshake renewed = wire.handshake(session.renewal());
            assertThat(renewed.sessionId()).isEqualTo(session.sessionId());
            assertThat(renewed.password()).isEqualTo(session.password());
            assertThat(wire.call(Frame.ping()).error()).isZero();
        }
    }

    private static List<Path> snapshots(ServerProcess server, String compression) throws IOException {
        Pattern name =
                Pattern.compile("snapshot[.][0-9a-f]+" + (compression.equals("plain") ? "" : "[.]" + compression));
        try (Stream<Path> files = Files.list(server.dataDir().resolve("version-2"))) {
            return files.filter(
                            file -> name.matcher(file.getFileName().toString()).matches())
                    .toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static String loaded(ServerProcess server) {
        Matcher matcher = LOADED.matcher(server.log());
        assertThat(matcher.find()).as(server.logTail()).isTrue();
        return matcher.group(1) + " " + matcher.group(2);
    }

    private static long digestMismatches(ServerProcess server) throws Exception {
        // Apache's mntr says nothing at all while any limits cannot be read.
        Contents.deleteAll(server, "/zookeeper_limits");
        Matcher matcher = MISMATCHES.matcher(FourLetterWord.ask(server.port(), "mntr"));
        assertThat(matcher.find()).isTrue();
        return Long.parseLong(matcher.group(1));
    }
}
