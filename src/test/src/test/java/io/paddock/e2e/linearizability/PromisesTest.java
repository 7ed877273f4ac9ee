// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.linearizability;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.e2e.harness.Frame;
import io.paddock.e2e.harness.Reply;
import io.paddock.e2e.harness.ServerOptions;
import io.paddock.e2e.harness.SharedServer;
import io.paddock.e2e.harness.Wire;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What one session may rely on while others write as fast as they can. {@code -Dpromises.seed=N} replays the requests. */
class PromisesTest {
    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(ServerOptions.plain());

    private static final long SEED = Long.getLong("promises.seed", System.nanoTime());
    private static final int TIMEOUT_MILLIS = 30_000;
    private static final int MULTI_READ = 22;
    private static final int WRITES = 3_000;
    private static final int IN_FLIGHT = 20;
    private static final int READERS = 3;
    private static final int JOIN_SECONDS = 60;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> running = new ArrayList<>();

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    @Test
    void aMultiIsNeverHalfVisible() throws Exception {
        create("/half");
        create("/half/a");
        create("/half/b");
        run(() -> write(PromisesTest::setBoth));
        for (int i = 0; i < READERS; i++) {
            run(this::readInPairs);
            run(this::readTogether);
        }
        join();
    }

    private static Frame setBoth(int number) {
        Frame frame = Frame.request(number, Frame.MULTI);
        for (String path : List.of("/half/a", "/half/b")) {
            frame.part(Frame.SET_DATA).string(path).buffer(bytes(number)).i32(-1);
        }
        return frame.lastPart();
    }

    // The second read may show a later multi than the first, never an earlier one.
    private Void readInPairs() {
        try (Wire wire = connect()) {
            for (int last = 0; last < WRITES; ) {
                wire.send(Frame.empty()
                        .raw(Frame.read(1, Frame.GET_DATA, "/half/b", false).bytes())
                        .raw(Frame.read(2, Frame.GET_DATA, "/half/a", false).bytes())
                        .raw(Frame.read(3, Frame.GET_DATA, "/half/b", false).bytes())
                        .content());
                int first = number(wire.reply().body());
                int second = number(wire.reply().body());
                last = number(wire.reply().body());
                assertThat(List.of(first, second, last)).isSorted();
            }
        }
        return null;
    }

    private Void readTogether() {
        try (Wire wire = connect()) {
            for (int last = 0; last < WRITES; ) {
                ByteBuffer body = wire.call(Frame.request(1, MULTI_READ)
                                .part(Frame.GET_DATA)
                                .string("/half/a")
                                .i8(0)
                                .part(Frame.GET_DATA)
                                .string("/half/b")
                                .i8(0)
                                .lastPart())
                        .body();
                last = result(body);
                assertThat(result(body)).isEqualTo(last);
            }
        }
        return null;
    }

    private static int result(ByteBuffer body) {
        body.position(body.position() + 9);
        int number = number(body);
        body.position(body.position() + 68);
        return number;
    }

    /**
     * A reader waits for the event each time before it reads again. If one change were not notified, it would
     * wait forever.
     */
    @Test
    void noChangeIsMissedBetweenAReadAndItsWatch() throws Exception {
        create("/watched");
        run(() -> write(number -> set("/watched", number)));
        for (int i = 0; i < READERS; i++) {
            run(this::readOnEvents);
        }
        join();
    }

    private Void readOnEvents() {
        try (Wire wire = connect()) {
            int last = 0;
            while (last < WRITES) {
                // An event before this reply would be dropped by a client that does not know of the watch yet.
                Reply reply = wire.call(Frame.read(1, Frame.GET_DATA, "/watched", true));
                assertThat(reply.xid()).isEqualTo(1);
                int shown = number(reply.body());
                assertThat(shown).isGreaterThanOrEqualTo(last);
                last = shown;
                if (last < WRITES) {
                    Reply event = wire.reply();
                    assertThat(event.xid()).isEqualTo(Reply.EVENT_XID);
                    assertThat(event.eventType()).isEqualTo(3);
                }
            }
        }
        return null;
    }

    @Test
    void eventComesBeforeTheReadThatShowsTheChange() throws Exception {
        create("/news");
        run(() -> write(number -> set("/news", number)));
        for (int i = 0; i < READERS; i++) {
            run(this::readUntilNews);
        }
        join();
    }

    private Void readUntilNews() {
        try (Wire wire = connect()) {
            int last = 0;
            while (last < WRITES) {
                last = number(
                        wire.call(Frame.read(1, Frame.GET_DATA, "/news", true)).body());
                boolean told = false;
                for (int shown = last; shown == last && last < WRITES; ) {
                    wire.send(Frame.read(2, Frame.GET_DATA, "/news", false).bytes());
                    Reply reply = wire.reply();
                    if (reply.xid() == Reply.EVENT_XID) {
                        assertThat(told).as("an event for one watch").isFalse();
                        told = true;
                        reply = wire.reply();
                    }
                    shown = number(reply.body());
                    assertThat(shown > last && !told)
                            .as("%d is shown after %d without an event", shown, last)
                            .isFalse();
                }
            }
        }
        return null;
    }

    @Test
    void eventsOfOwnWritesComeBeforeTheirReplies() {
        create("/own");
        try (Wire wire = connect()) {
            for (int number = 1; number <= 200; number++) {
                wire.send(Frame.empty()
                        .raw(Frame.read(1, Frame.GET_DATA, "/own", true).bytes())
                        .raw(set("/own", number).bytes())
                        .content());
                assertThat(number(wire.reply().body())).isEqualTo(number - 1);
                assertThat(wire.reply().xid()).isEqualTo(Reply.EVENT_XID);
                assertThat(wire.reply().xid()).isEqualTo(number);
            }
        }
    }

    @Test
    void repliesComeInTheOrderOfRequestsAndShowTheWritesBefore() throws Exception {
        for (int i = 0; i < READERS; i++) {
            int client = i;
            create("/fifo" + client);
            run(() -> mix("/fifo" + client, new Random(SEED + client)));
        }
        join();
    }

    private Void mix(String path, Random random) {
        try (Wire wire = connect()) {
            int written = 0;
            int xid = 0;
            long zxid = 0;
            for (int batch = 0; batch < 150; batch++) {
                List<int[]> sent = new ArrayList<>(); // xid, what a read must show or -1
                Frame frames = Frame.empty();
                for (int i = random.nextInt(IN_FLIGHT); i >= 0; i--) {
                    switch (random.nextInt(4)) {
                        case 0 -> {
                            frames.raw(Frame.ping().bytes());
                            sent.add(new int[] {-2, -1});
                        }
                        case 1 -> {
                            frames.raw(Frame.request(++xid, Frame.SET_DATA)
                                    .string(path)
                                    .buffer(bytes(++written))
                                    .i32(-1)
                                    .bytes());
                            sent.add(new int[] {xid, -1});
                        }
                        default -> {
                            frames.raw(Frame.read(++xid, Frame.GET_DATA, path, false)
                                    .bytes());
                            sent.add(new int[] {xid, written});
                        }
                    }
                }
                wire.send(frames.content());
                for (int[] each : sent) {
                    Reply reply = wire.reply();
                    assertThat(reply.xid()).as("-Dpromises.seed=%d", SEED).isEqualTo(each[0]);
                    assertThat(reply.zxid()).isGreaterThanOrEqualTo(zxid);
                    zxid = reply.zxid();
                    if (each[1] >= 0) {
                        assertThat(number(reply.body())).isEqualTo(each[1]);
                        assertThat(mzxid(reply)).isLessThanOrEqualTo(zxid);
                    }
                }
            }
        }
        return null;
    }

    /** A frame for each number. */
    private interface Numbered {
        Frame frame(int number);
    }

    private static Void write(Numbered numbered) {
        try (Wire wire = connect()) {
            int answered = 0;
            for (int number = 1; number <= WRITES; number++) {
                wire.send(numbered.frame(number).bytes());
                if (number - answered == IN_FLIGHT || number == WRITES) {
                    for (; answered < number; answered++) {
                        assertThat(wire.reply().error()).isZero();
                    }
                }
            }
        }
        return null;
    }

    private static Frame set(String path, int number) {
        return Frame.request(number, Frame.SET_DATA)
                .string(path)
                .buffer(bytes(number))
                .i32(-1);
    }

    private static void create(String path) {
        try (Wire wire = connect()) {
            assertThat(wire.call(Frame.create(1, path, bytes(0), 0)).error()).isZero();
        }
    }

    private static Wire connect() {
        Wire wire = SERVER.wire();
        wire.newSession(TIMEOUT_MILLIS);
        return wire;
    }

    private static byte[] bytes(int number) {
        return Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
    }

    private static int number(ByteBuffer body) {
        byte[] data = new byte[body.getInt()];
        body.get(data);
        return Integer.parseInt(new String(data, StandardCharsets.US_ASCII));
    }

    private static long mzxid(Reply reply) {
        ByteBuffer body = reply.body();
        number(body);
        body.getLong();
        return body.getLong();
    }

    private void run(Callable<Void> task) {
        running.add(threads.submit(task));
    }

    private void join() throws Exception {
        for (Future<?> each : running) {
            try {
                each.get(JOIN_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw new AssertionError(e.getCause().getMessage(), e.getCause());
            }
        }
    }
}
