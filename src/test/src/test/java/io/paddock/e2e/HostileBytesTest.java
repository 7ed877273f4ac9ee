// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paddock.e2e.harness.Bystander;
import io.paddock.e2e.harness.Frame;
import io.paddock.e2e.harness.Handshake;
import io.paddock.e2e.harness.ServerKind;
import io.paddock.e2e.harness.ServerOptions;
import io.paddock.e2e.harness.SharedServer;
import io.paddock.e2e.harness.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bytes that no client would send. The server stays up, answers or closes, and a client beside them works on undisturbed. */
class HostileBytesTest {
    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(
            ServerOptions.plain().cfg("nio.sessionlessCnxnTimeout=1000").jvm("-XX:+ExitOnOutOfMemoryError"));

    private static final long SEED = Long.getLong("e2e.seed", 20_261_122L);
    private static final int LONGEST_FRAME = 1_048_575;

    private Bystander bystander;

    @BeforeEach
    void letSomebodyWork() throws Exception {
        bystander = Bystander.at(SERVER.connectString());
    }

    @AfterEach
    void theServerIsUpAndTheBystanderWorks() throws Exception {
        try (Bystander worker = bystander) {
            assertThat(SERVER.process().isAlive()).isTrue();
            worker.getsOn();
        }
    }

    @Test
    void randomBytes() {
        Random random = new Random(SEED);
        for (int i = 0; i < 300; i++) {
            byte[] bytes = new byte[1 + random.nextInt(400)];
            random.nextBytes(bytes);
            try (Wire wire = SERVER.wire()) {
                sendAndEnd(wire, bytes);
                assertThat(wire.closedByServer())
                        .as("seed %d, round %d", SEED, i)
                        .isTrue();
            }
        }
    }

    @Test
    void randomBytesBehindAGoodHandshake() {
        Random random = new Random(SEED);
        for (int i = 0; i < 300; i++) {
            byte[] body = new byte[random.nextInt(200)];
            random.nextBytes(body);
            try (Wire wire = SERVER.wire()) {
                wire.newSession(4_000);
                sendAndEnd(wire, Frame.empty().raw(body).bytes());
                assertThat(wire.closedByServer())
                        .as("seed %d, round %d", SEED, i)
                        .isTrue();
            }
        }
    }

    @Test
    void mutatedFrames() {
        Random random = new Random(SEED);
        List<GoldenCase> cases = GoldenCase.all();
        for (int i = 0; i < 1_500; i++) {
            byte[] frame =
                    mutate(cases.get(random.nextInt(cases.size())).request().clone(), random);
            try (Wire wire = SERVER.wire()) {
                if (random.nextInt(5) > 0) {
                    wire.newSession(4_000);
                }
                sendAndEnd(wire, frame);
                assertThat(wire.closedByServer())
                        .as("seed %d, round %d", SEED, i)
                        .isTrue();
            }
        }
    }

    // Mostly in the body, sometimes in the length; sometimes cut short.
    private static byte[] mutate(byte[] frame, Random random) {
        int first = frame.length <= 4 || random.nextInt(10) == 0 ? 0 : 4;
        for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
            int at = first + random.nextInt(frame.length - first);
            frame[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : frame[at] ^ (1 << random.nextInt(8)));
        }
        if (random.nextInt(8) == 0) {
            ByteBuffer cut = ByteBuffer.allocate(4 + random.nextInt(frame.length - 3));
            cut.putInt(cut.capacity() - 4).put(frame, 4, cut.capacity() - 4);
            return cut.array();
        }
        return frame;
    }

    @Test
    void lengthsThatCannotBe() {
        for (int length : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, LONGEST_FRAME + 1, 0x7f00_0000, 0}) {
            byte[] bare = prefix(length);
            try (Wire wire = SERVER.wire()) {
                wire.send(bare);
                assertThat(wire.bytesUntilClosed())
                        .as("as the first frame: length %d", length)
                        .isZero();
            }
            try (Wire wire = SERVER.wire()) {
                wire.newSession(4_000);
                wire.send(bare);
                assertThat(wire.bytesUntilClosed())
                        .as("behind a handshake: length %d", length)
                        .isZero();
            }
        }
    }

    @Test
    void framesTooShortForTheirHeader() {
        for (int length = 0; length < 8; length++) {
            try (Wire wire = SERVER.wire()) {
                wire.newSession(4_000);
                wire.send(Frame.empty().raw(new byte[length]).bytes());
                assertThat(wire.bytesUntilClosed()).as("length %d", length).isZero();
            }
        }
        // 28 bytes could be a handshake with an empty password.
        for (int length = 1; length < 28; length++) {
            try (Wire wire = SERVER.wire()) {
                wire.send(Frame.empty().raw(new byte[length]).bytes());
                assertThat(wire.bytesUntilClosed())
                        .as("a first frame of %d", length)
                        .isZero();
            }
        }
    }

    @Test
    void lengthsInsideAFrameThatCannotBe() {
        for (int length : new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE, -2, 1_000_000, 0x7fff_fff0}) {
            try (Wire wire = SERVER.wire()) {
                wire.newSession(4_000);
                List<Frame> frames = List.of(
                        Frame.request(1, Frame.GET_DATA).i32(length).i8(0),
                        Frame.request(2, Frame.CREATE).string("/x").i32(length),
                        Frame.request(3, Frame.CREATE)
                                .string("/x")
                                .buffer(new byte[1])
                                .i32(length)
                                .i32(0),
                        Frame.request(4, Frame.MULTI)
                                .part(Frame.CREATE)
                                .string("/x")
                                .i32(length),
                        Frame.request(5, Frame.MULTI).i32(length));
                for (Frame frame : frames) {
                    assertThat(wire.call(frame).error()).as("length %d", length).isNegative();
                }
                Frame watches = Frame.request(-8, Frame.SET_WATCHES).i64(0).i32(length);
                // A negative count reads as an empty list; what is then missing is refused all the same.
                assertThat(wire.call(watches).error()).isNegative();
                assertThat(wire.call(Frame.ping()).error()).isZero();
            }
        }
    }

    @Test
    void otherProtocols() {
        List<byte[]> hellos = List.of(
                "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII),
                "POST /commands HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello".getBytes(US_ASCII),
                "SSH-2.0-OpenSSH_9.2\r\n".getBytes(US_ASCII),
                "*1\r\n$4\r\nPING\r\n".getBytes(US_ASCII),
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII),
                HexFormat.of().parseHex("fff4fffd06"),
                // TLS 1.2 client hello, its first bytes.
                HexFormat.of()
                        .parseHex(
                                "16030100a5010000a10303000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f00"));
        for (byte[] hello : hellos) {
            try (Wire wire = SERVER.wire()) {
                wire.send(hello);
                assertThat(wire.bytesUntilClosed()).isZero();
            }
        }
    }

    @Test
    void unknownOperations() {
        for (int opcode : new int[] {-10, -1, 0, 10, 13, 20, 23, 99, 999, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            if (ServerKind.underTest() == ServerKind.APACHE && (opcode == -10 || opcode == 20)) {
                continue; // Apache lets clients send what only servers may: Paddock refuses it like any unknown
                // operation.
            }
            try (Wire wire = SERVER.wire()) {
                wire.newSession(4_000);
                assertThat(wire.call(Frame.request(1, opcode)).error())
                        .as("opcode %d", opcode)
                        .isEqualTo(-6);
                assertThat(wire.closedByServer()).isTrue();
            }
        }
    }

    @Test
    void halfHandshakesAreClosedInTheEnd() throws Exception {
        List<Wire> halves = new ArrayList<>();
        byte[] handshake = Handshake.fresh(4_000).bytes();
        for (int i = 0; i < 200; i++) {
            Wire wire = SERVER.wire();
            halves.add(wire);
            wire.trySend(Arrays.copyOf(handshake, i % handshake.length));
        }
        bystander.getsOn();
        for (Wire wire : halves) {
            assertThat(wire.bytesUntilClosed()).isZero();
            wire.close();
        }
    }

    @Test
    void slowLoris() throws Exception {
        List<Wire> slow = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Wire wire = SERVER.wire();
            slow.add(wire);
            wire.newSession(4_000);
        }
        // A whole request that takes its time, one byte in each round, from many at once.
        byte[] request = Frame.read(1, Frame.EXISTS, "/zookeeper", false).bytes();
        for (byte one : request) {
            for (Wire wire : slow) {
                wire.trySend(new byte[] {one});
            }
            bystander.getsOn();
        }
        for (Wire wire : slow) {
            assertThat(wire.reply().error()).isZero();
            wire.close();
        }
    }

    @Test
    void aRefusalIsLoggedOnceWithAddressAndReason() {
        // Refusals of the tests before this one may have used up this second's share of lines: then the next one is
        // logged.
        AtomicInteger port = new AtomicInteger();
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            port.set(refusedFrom());
            return !ServerKind.isPaddock() || logLinesOf(port.get()).count() > 0;
        });
        if (ServerKind.isPaddock()) {
            assertThat(logLinesOf(port.get())).hasSize(1).allSatisfy(line -> assertThat(line)
                    .contains(Integer.toString(0x7f00_0000)));
        }
    }

    private static int refusedFrom() {
        try (Wire wire = SERVER.wire()) {
            wire.send(prefix(0x7f00_0000));
            assertThat(wire.closedByServer()).isTrue();
            return wire.localPort();
        }
    }

    private static Stream<String> logLinesOf(int port) {
        return SERVER.process().log().lines().filter(line -> line.contains("127.0.0.1:" + port));
    }

    @Test
    void aFloodOfRefusalsDoesNotFloodTheLog() {
        long before = SERVER.process().log().lines().count();
        int flood = 1_000;
        for (int i = 0; i < flood; i++) {
            try (Wire wire = SERVER.wire()) {
                wire.send(Arrays.copyOfRange(Frame.empty().i32(0x7f00_0000).bytes(), 4, 8));
                assertThat(wire.closedByServer()).isTrue();
            }
        }
        if (ServerKind.isPaddock()) {
            assertThat(SERVER.process().log().lines().count() - before).isLessThan(flood / 2);
        }
    }

    /** The length prefix of a frame, and nothing behind it. */
    private static byte[] prefix(int length) {
        return ByteBuffer.allocate(4).putInt(length).array();
    }

    // Whatever the server makes of the bytes, it then sees the end of the stream and closes.
    private static void sendAndEnd(Wire wire, byte[] bytes) {
        try {
            wire.trySend(bytes);
            wire.socket().shutdownOutput();
        } catch (IOException closedAlready) {
            // Which is an answer, too.
        }
    }
}
