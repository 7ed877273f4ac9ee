// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.durability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paddock.e2e.harness.Frame;
import io.paddock.e2e.harness.Handshake;
import io.paddock.e2e.harness.Layout;
import io.paddock.e2e.harness.Reply;
import io.paddock.e2e.harness.Wire;
import io.paddock.storage.disk.FaultyDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A session's requests keep their order, also where a connection breaks with some of them unanswered. */
class ReconnectTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int TIMEOUT_MILLIS = 30_000;
    private static final int BURST = 900;
    private static final int BURSTS = 12;

    /** Or a client that looks whether its create came through, and creates again if not, ends up with two. */
    @Test
    @SuppressWarnings("try") // Connections are closed in the middle: that is the point.
    void firstReadOnANewConnectionShowsEarlierWrites() {
        Path directory = Layout.newDirectory("slow");
        HeldDirectory disk = new HeldDirectory(TestServer.logs(directory));
        try (TestServer server = TestServer.start(directory, disk);
                Wire old = server.wire();
                Wire next = server.wire();
                Wire other = server.wire()) {
            Handshake session = old.newSession(TIMEOUT_MILLIS);
            Handshake bystander = other.newSession(TIMEOUT_MILLIS);
            try {
                disk.hold();
                old.send(Frame.create(1, "/late", new byte[0], 0).bytes());
                await("the create is on its way to the disk").atMost(PATIENCE).until(disk::isHolding);
                old.close();
                next.send(session.renewal().bytes());
                next.send(Frame.read(2, Frame.GET_DATA, "/late", false).bytes());
                // A slow disk is no reason to keep others waiting.
                assertThat(other.call(Frame.read(1, Frame.GET_DATA, "/", false)).error())
                        .isZero();
                other.close();
                try (Wire moved = server.wire()) {
                    assertThat(moved.handshake(bystander.renewal()).refused()).isFalse();
                }
            } finally {
                disk.release();
            }
            assertThat(Handshake.parse(next.frame()).sessionId()).isEqualTo(session.sessionId());
            assertThat(next.reply().error()).isZero();
        }
    }

    @Test
    void noWriteHappensAfterALostOne() throws IOException {
        Path directory = Layout.newDirectory("burst");
        FaultyDirectory disk = new FaultyDirectory(TestServer.logs(directory));
        try (TestServer server = TestServer.start(directory, disk);
                Wire reader = server.wire()) {
            reader.newSession(TIMEOUT_MILLIS);
            int cut = 0;
            for (int burst = 0; burst < BURSTS; burst++) {
                String parent = "/b" + burst;
                await("the log is repaired").atMost(PATIENCE).until(() -> isCreated(reader, parent));
                Set<Integer> refused = new TreeSet<>();
                int answered = burst(server, disk, parent, refused);
                cut += answered < BURST ? 1 : 0;
                assertFirstPart(Replies.children(reader, parent), answered, refused);
            }
            assertThat(cut).isPositive();
        }
    }

    /** Found in review: pings that lay unserved behind a write the disk kept waiting did not count, and the session expired. */
    @Test
    void sessionDoesNotExpireWhileItsWriteWaitsForTheDisk() {
        Path directory = Layout.newDirectory("held");
        HeldDirectory disk = new HeldDirectory(TestServer.logs(directory));
        int timeoutMillis = 2 * TestServer.TICK_MILLIS;
        int pings = 0;
        try (TestServer server = TestServer.start(directory, disk);
                Wire wire = server.wire()) {
            Handshake session = wire.newSession(timeoutMillis);
            try {
                disk.hold();
                wire.send(Frame.create(0, "/held", new byte[0], 0).bytes());
                long start = System.nanoTime();
                while (System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(3L * timeoutMillis)) {
                    wire.send(Frame.ping().bytes());
                    pings++;
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(timeoutMillis / 8));
                }
            } finally {
                disk.release();
            }
            assertThat(wire.reply().error()).isZero();
            for (int i = 0; i < pings; i++) {
                assertThat(wire.reply().xid()).isEqualTo(-2);
            }
            assertThat(wire.call(Frame.read(1, Frame.GET_DATA, "/held", false)).error())
                    .isZero();
            assertThat(session.refused()).isFalse();
        }
    }

    private static boolean isCreated(Wire wire, String path) {
        return wire.call(Frame.create(1, path, new byte[0], 0)).error() == 0;
    }

    /** @return how many were answered, in order */
    private static int burst(TestServer server, FaultyDirectory disk, String parent, Set<Integer> refused) {
        Frame frames = Frame.empty();
        for (int i = 0; i < BURST; i++) {
            frames.raw(Frame.create(i, parent + "/" + i, new byte[0], 0).bytes());
        }
        int answered = 0;
        try (Wire wire = server.wire()) {
            Handshake session = wire.newSession(TIMEOUT_MILLIS);
            disk.failSyncs(1);
            wire.send(frames.content());
            try {
                for (; answered < BURST; answered++) {
                    Reply reply = wire.reply();
                    assertThat(reply.xid()).isEqualTo(answered);
                    if (reply.error() != 0) {
                        refused.add(answered);
                    }
                }
            } catch (UncheckedIOException e) {
                // Cut: what has not been answered is in doubt. Behind the answer to a renewal nothing of it may happen.
            }
            try (Wire next = server.wire()) {
                assertThat(next.handshake(session.renewal()).refused()).isFalse();
            }
        }
        return answered;
    }

    private static void assertFirstPart(Iterable<String> children, int answered, Set<Integer> refused) {
        TreeSet<Integer> there = new TreeSet<>();
        children.forEach(child -> there.add(Integer.parseInt(child)));
        int last = there.isEmpty() ? -1 : there.last();
        for (int i = 0; i <= Math.max(last, answered - 1); i++) {
            assertThat(there.contains(i))
                    .as("write %d of which %d were answered, refused %s, and %d is there", i, answered, refused, last)
                    .isEqualTo(!refused.contains(i));
        }
    }
}
