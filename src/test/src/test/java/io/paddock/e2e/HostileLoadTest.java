// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.paddock.e2e.harness.Bystander;
import io.paddock.e2e.harness.ClientSession;
import io.paddock.e2e.harness.FourLetterWord;
import io.paddock.e2e.harness.Frame;
import io.paddock.e2e.harness.Handshake;
import io.paddock.e2e.harness.Loopback;
import io.paddock.e2e.harness.OpenFiles;
import io.paddock.e2e.harness.Reply;
import io.paddock.e2e.harness.ServerKind;
import io.paddock.e2e.harness.ServerOptions;
import io.paddock.e2e.harness.ServerProcess;
import io.paddock.e2e.harness.SharedServer;
import io.paddock.e2e.harness.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * More than anybody should ask for: well-formed, and too much. The server stays within its memory and everybody else gets on.
 *
 * <p>Frames up to 16 MiB are allowed here, so that a request can be as large as the worst configuration lets it be.
 */
class HostileLoadTest {
    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(
            ServerOptions.plain().jvm("-Djute.maxbuffer=16777216").jvm("-XX:+ExitOnOutOfMemoryError"));

    private static final int MANY = 100_000;
    private static final int BIG = 500_000;
    private static final int TIMEOUT_MILLIS = 40_000;
    // 256 MiB of heap, as much again outside it, and what a JVM needs for itself.
    private static final long RESIDENT_KIB_MAX = 900 * 1024;

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
            assertThat(residentKib()).isLessThan(RESIDENT_KIB_MAX);
        }
    }

    private static long residentKib() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + SERVER.process().pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void tenThousandIdleConnections() throws Exception {
        int count = 10_000;
        OpenFiles.check("this process", ProcessHandle.current().pid(), count);
        OpenFiles.check("the server", SERVER.process().pid(), count);
        // Several local addresses, so that it does not matter how many ports one of them has left.
        List<InetAddress> locals = Loopback.addresses(5);
        List<Wire> idle = new ArrayList<>();
        try {
            byte[] handshake = Handshake.fresh(TIMEOUT_MILLIS).bytes();
            for (int i = 0; i < count; i++) {
                Wire wire = Wire.open(locals.get(i % locals.size()), SERVER.port());
                idle.add(wire);
                wire.trySend(handshake);
                if (i % 1_000 == 999) {
                    bystander.getsOn();
                }
            }
            for (Wire wire : idle) {
                assertThat(Handshake.parse(wire.frame()).refused()).isFalse();
            }
            assertThat(FourLetterWord.ask(SERVER.port(), "mntr", 60_000))
                    .containsPattern("zk_num_alive_connections\t1\\d{4}\n");
            bystander.getsOn();
        } finally {
            idle.forEach(Wire::close);
        }
    }

    @Test
    void aClientThatNeverReadsItsReplies() throws Exception {
        assumeBoundedQueues();
        createBig("/big");
        try (Wire deaf = SERVER.wire()) {
            deaf.newSession(TIMEOUT_MILLIS);
            byte[] request = Frame.read(1, Frame.GET_DATA, "/big", false).bytes();
            AtomicLong sent = new AtomicLong();
            // Terabytes of replies: the server must stop reading, which stops this thread.
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                try {
                    for (int i = 0; i < 20_000_000; i++) {
                        deaf.trySend(request);
                        sent.incrementAndGet();
                    }
                } catch (IOException closed) {
                    // Which would be an answer, too.
                }
            });
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                long before = sent.get();
                bystander.getsOn();
                bystander.getsOn();
                return sent.get() == before;
            });
            assertThat(residentKib()).isLessThan(RESIDENT_KIB_MAX);
            deaf.socket().close();
            sending.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void manyClientsThatNeverReadTheirReplies() throws Exception {
        assumeBoundedQueues();
        createBig("/wanted");
        List<Wire> deaf = new ArrayList<>();
        try {
            ByteArrayOutputStream requests = new ByteArrayOutputStream();
            for (int xid = 1; xid <= 20; xid++) {
                requests.writeBytes(
                        Frame.read(xid, Frame.GET_DATA, "/wanted", false).bytes());
            }
            // One and a half gigabytes if each were given all it asks for.
            for (int i = 0; i < 150; i++) {
                Wire wire = SERVER.wire();
                deaf.add(wire);
                wire.newSession(TIMEOUT_MILLIS);
                wire.send(requests.toByteArray());
            }
            bystander.getsOn();
            assertThat(residentKib()).isLessThan(RESIDENT_KIB_MAX);
            // One that begins to listen after all is given everything, in order, whatever the others hold.
            Wire listening = deaf.get(deaf.size() - 1);
            listening.readTimeout(60_000);
            for (int xid = 1; xid <= 20; xid++) {
                Reply reply = listening.reply();
                assertThat(reply.xid()).isEqualTo(xid);
                assertThat(reply.body().getInt()).isEqualTo(BIG);
            }
        } finally {
            deaf.forEach(Wire::close);
        }
    }

    @Test
    void requestsThatNeverEnd() throws Exception {
        assumeBoundedQueues();
        byte[] almost = new byte[15 << 20];
        ByteBuffer.wrap(almost).putInt(16 << 20);
        List<Wire> halves = new ArrayList<>();
        List<CompletableFuture<Void>> sending = new ArrayList<>();
        try {
            // 600 MB of requests begun, of which no end ever comes.
            for (int i = 0; i < 40; i++) {
                Wire wire = SERVER.wire();
                halves.add(wire);
                wire.newSession(TIMEOUT_MILLIS);
                sending.add(CompletableFuture.runAsync(() -> {
                    try {
                        wire.trySend(almost);
                    } catch (IOException closed) {
                        // Turned away, or closed at the end of this test.
                    }
                }));
            }
            for (int i = 0; i < 10; i++) {
                bystander.getsOn();
            }
            assertThat(residentKib()).isLessThan(RESIDENT_KIB_MAX);
        } finally {
            halves.forEach(Wire::close);
            for (CompletableFuture<Void> one : sending) {
                one.get(60, TimeUnit.SECONDS);
            }
        }
    }

    // Apache queues replies, and makes room for requests, without a bound: either takes its whole heap.
    private static void assumeBoundedQueues() {
        assumeThat(ServerKind.isPaddock())
                .as("what waits for one client is bounded")
                .isTrue();
    }

    private static void createBig(String path) throws Exception {
        try (ClientSession session = SERVER.connect()) {
            session.zk().create(path, new byte[BIG], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        }
    }

    @Test
    void aClientThatNeverReadsItsEvents() throws Exception {
        List<String> paths = manyZnodes(SERVER.process(), "/flood", 20_000, 10);
        try (Wire deaf = SERVER.wire();
                ClientSession writing = SERVER.connect()) {
            deaf.newSession(TIMEOUT_MILLIS);
            assertThat(deaf.call(Frame.request(1, 106).string("/flood").i32(1)).error())
                    .isZero();
            for (int round = 0; round < 5; round++) {
                setAll(writing, paths);
            }
            bystander.getsOn();
            // What it was sent in the meantime is still in order, or the connection was given up: never a gap.
            long zxid = 0;
            try {
                for (int i = 0; i < 5 * paths.size(); i++) {
                    Reply event = deaf.reply();
                    assertThat(event.eventPath()).isEqualTo(paths.get(i % paths.size()));
                    assertThat(event.zxid()).isGreaterThan(zxid);
                    zxid = event.zxid();
                }
            } catch (java.io.UncheckedIOException givenUp) {
                assertThat(ServerKind.isPaddock())
                        .as("only Paddock gives up on a deaf client")
                        .isTrue();
            }
        }
    }

    @Test
    void manyClientsThatNeverReadTheirEvents() throws Exception {
        assumeBoundedQueues();
        int znodes = 10_000;
        int rounds = 6;
        // Events of some 240 bytes: none of these clients is sent as much as one alone may leave unread.
        List<String> paths = manyZnodes(SERVER.process(), "/" + "long".repeat(50), znodes, 1);
        List<Wire> deaf = new ArrayList<>();
        try (Wire listening = SERVER.wire();
                ClientSession writing = SERVER.connect()) {
            for (int i = 0; i < 60; i++) {
                Wire wire = SERVER.wire();
                deaf.add(wire);
                wire.socket().setReceiveBufferSize(8_192);
                watchAll(wire);
            }
            watchAll(listening);
            CompletableFuture<Void> heard = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < rounds * znodes; i++) {
                    assertThat(listening.reply().eventPath()).isEqualTo(paths.get(i % znodes));
                }
            });
            for (int round = 0; round < rounds; round++) {
                setAll(writing, paths);
                assertThat(residentKib()).isLessThan(RESIDENT_KIB_MAX);
            }
            heard.get(120, TimeUnit.SECONDS);
            assertThat(SERVER.process().log()).contains("that clients do not take in take too much memory");
        } finally {
            deaf.forEach(Wire::close);
        }
    }

    private static void watchAll(Wire wire) {
        wire.newSession(TIMEOUT_MILLIS);
        assertThat(wire.call(Frame.request(1, 106)
                                .string("/" + "long".repeat(50))
                                .i32(1))
                        .error())
                .isZero();
    }

    private static void setAll(ClientSession writing, List<String> paths) throws Exception {
        CompletableFuture<Void> last = new CompletableFuture<>();
        for (String path : paths) {
            writing.zk()
                    .setData(
                            path,
                            new byte[1],
                            -1,
                            (code, p, context, stat) -> {
                                if (path.equals(paths.get(paths.size() - 1))) {
                                    last.complete(null);
                                }
                            },
                            null);
        }
        last.get(120, TimeUnit.SECONDS);
    }

    @Test
    void setWatchesOfAHundredThousandPaths() throws Exception {
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            paths.add("/set-watches/absent-" + i);
        }
        try (Wire wire = SERVER.wire();
                ClientSession writing = SERVER.connect()) {
            wire.newSession(TIMEOUT_MILLIS);
            for (int round = 0; round < 5; round++) {
                // As data watches on absent znodes they all fire at once; as exists watches they all stay.
                wire.send(Frame.request(-8, Frame.SET_WATCHES)
                        .i64(1)
                        .strings(paths)
                        .i32(0)
                        .i32(0)
                        .bytes());
                for (int i = 0; i < MANY; i++) {
                    assertThat(wire.reply().xid()).isEqualTo(Reply.EVENT_XID);
                }
                assertThat(wire.reply().error()).isZero();
                Reply armed = wire.call(Frame.request(-8, Frame.SET_WATCHES)
                        .i64(1)
                        .i32(0)
                        .strings(paths)
                        .i32(0));
                assertThat(armed.error()).isZero();
                bystander.getsOn();
            }
            writing.create("/set-watches");
            writing.create("/set-watches/absent-77777");
            Reply event = wire.reply();
            assertThat(event.eventPath()).isEqualTo("/set-watches/absent-77777");
        }
    }

    @Test
    void aMultiOfAHundredThousandOperations() throws Exception {
        try (ClientSession session = SERVER.connect();
                Wire wire = SERVER.wire()) {
            session.create("/huge");
            wire.newSession(TIMEOUT_MILLIS);
            Frame multi = Frame.request(1, Frame.MULTI);
            for (int i = 0; i < MANY; i++) {
                multi.part(Frame.CREATE).createBody("/huge/n" + i, new byte[0], 0);
            }
            wire.send(multi.lastPart().bytes());
            Reply created = wire.reply();
            assertThat(created.error()).isZero();
            assertThat(created.body().getInt()).isEqualTo(Frame.CREATE);
            bystander.getsOn();
            assertThat(session.zk().exists("/huge", false).getNumChildren()).isEqualTo(MANY);

            Frame failing = Frame.request(2, Frame.MULTI);
            for (int i = 0; i < MANY; i++) {
                failing.part(Frame.DELETE).string("/huge/n" + (MANY - i)).i32(-1);
            }
            // The first part fails: there is no znode with that number.
            Reply refused = wire.call(failing.lastPart());
            assertThat(refused.body().getInt()).isEqualTo(-1);
            assertThat(session.zk().exists("/huge", false).getNumChildren()).isEqualTo(MANY);

            Frame emptying = Frame.request(3, Frame.MULTI);
            for (int i = 0; i < MANY; i++) {
                emptying.part(Frame.DELETE).string("/huge/n" + i).i32(-1);
            }
            assertThat(wire.call(emptying.lastPart()).body().getInt()).isEqualTo(Frame.DELETE);
            assertThat(session.zk().exists("/huge", false).getNumChildren()).isZero();
        }
    }

    @Test
    void anAclOfThirtyThousandEntries() throws Exception {
        int entries = 30_000;
        try (ClientSession session = SERVER.connect()) {
            List<ACL> acl = new ArrayList<>();
            for (int i = 0; i < entries; i++) {
                acl.add(new ACL(
                        ZooDefs.Perms.READ, new Id("ip", "10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255))));
            }
            acl.add(new ACL(ZooDefs.Perms.ALL, ZooDefs.Ids.ANYONE_ID_UNSAFE));
            session.zk().create("/acl", new byte[1], acl, CreateMode.PERSISTENT);
            bystander.getsOn();
            assertThat(session.zk().getACL("/acl", new org.apache.zookeeper.data.Stat()))
                    .hasSize(entries + 1);
            // Each of these walks the whole list before it finds that everybody may.
            for (int i = 0; i < 200; i++) {
                assertThat(session.zk().getData("/acl", false, null)).hasSize(1);
            }
            bystander.getsOn();
            for (int i = 0; i < 20; i++) {
                session.zk().create("/acl/" + i, new byte[0], acl, CreateMode.PERSISTENT);
            }
        }
    }

    @Test
    void manyChildrenListedByManyAtOnce() throws Exception {
        listByMany(SERVER.process(), "/crowd", 50_000, 10, 4);
    }

    @Test
    @Tag("soak")
    void aMillionChildrenListedByManyAtOnce() throws Exception {
        // A server of its own: a million znodes alone are more than the shared one's heap.
        try (ServerProcess server = ServerProcess.start(ServerOptions.plain()
                .jvm("-Xmx1g")
                .jvm("-Djute.maxbuffer=67108864")
                .jvm("-XX:+ExitOnOutOfMemoryError"))) {
            listByMany(server, "/million", 1_000_000, 4, 3);
            assertThat(server.isAlive()).isTrue();
        }
    }

    private void listByMany(ServerProcess server, String parent, int children, int clients, int rounds)
            throws Exception {
        manyZnodes(server, parent, children, 0);
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            all.add(CompletableFuture.runAsync(() -> {
                try (Wire wire = server.wire()) {
                    wire.newSession(TIMEOUT_MILLIS);
                    for (int round = 0; round < rounds; round++) {
                        Reply reply = wire.call(Frame.read(round, Frame.GET_CHILDREN, parent, false));
                        assertThat(reply.body().getInt()).isEqualTo(children);
                    }
                }
            }));
        }
        bystander.getsOn();
        for (CompletableFuture<Void> one : all) {
            one.get(120, TimeUnit.SECONDS);
        }
    }

    // Creates them by multis of a thousand, and returns their paths.
    private static List<String> manyZnodes(ServerProcess server, String parent, int count, int dataBytes)
            throws Exception {
        List<String> paths = new ArrayList<>();
        try (Wire wire = server.wire()) {
            wire.newSession(TIMEOUT_MILLIS);
            assertThat(wire.call(Frame.create(0, parent, new byte[0], 0)).error())
                    .isZero();
            for (int first = 0; first < count; first += 1_000) {
                Frame multi = Frame.request(first + 1, Frame.MULTI);
                for (int i = first; i < Math.min(count, first + 1_000); i++) {
                    String path = parent + "/child-" + i;
                    paths.add(path);
                    multi.part(Frame.CREATE).createBody(path, new byte[dataBytes], 0);
                }
                assertThat(wire.call(multi.lastPart()).error()).isZero();
            }
        }
        return paths;
    }
}
