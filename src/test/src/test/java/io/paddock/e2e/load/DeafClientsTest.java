// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paddock.e2e.harness.ClientSession;
import io.paddock.e2e.harness.Frame;
import io.paddock.e2e.harness.Reply;
import io.paddock.e2e.harness.ServerKind;
import io.paddock.e2e.harness.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that ask, or watch, and never read what they are told. */
class DeafClientsTest {
    @RegisterExtension
    static final OverloadedServer SERVER = new OverloadedServer();

    private static final int TIMEOUT_MILLIS = 40_000;
    private static final int BIG = 500_000;

    @Test
    void aClientThatNeverReadsItsReplies() throws Exception {
        OverloadedServer.assumeBoundedQueues();
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
                SERVER.bystanderGetsOn();
                SERVER.bystanderGetsOn();
                return sent.get() == before;
            });
            assertThat(SERVER.residentKib()).isLessThan(OverloadedServer.RESIDENT_KIB_MAX);
            deaf.socket().close();
            sending.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void manyClientsThatNeverReadTheirReplies() throws Exception {
        OverloadedServer.assumeBoundedQueues();
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
            SERVER.bystanderGetsOn();
            assertThat(SERVER.residentKib()).isLessThan(OverloadedServer.RESIDENT_KIB_MAX);
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

    private static void createBig(String path) throws Exception {
        try (ClientSession session = SERVER.connect()) {
            session.zk().create(path, new byte[BIG], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        }
    }

    @Test
    void aClientThatNeverReadsItsEvents() throws Exception {
        List<String> paths = OverloadedServer.manyZnodes(SERVER.process(), "/flood", 20_000, 10);
        try (Wire deaf = SERVER.wire();
                ClientSession writing = SERVER.connect()) {
            deaf.newSession(TIMEOUT_MILLIS);
            assertThat(deaf.call(Frame.request(1, 106).string("/flood").i32(1)).error())
                    .isZero();
            for (int round = 0; round < 5; round++) {
                setAll(writing, paths);
            }
            SERVER.bystanderGetsOn();
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
        OverloadedServer.assumeBoundedQueues();
        int znodes = 10_000;
        int rounds = 6;
        // Events of some 240 bytes: none of these clients is sent as much as one alone may leave unread.
        List<String> paths = OverloadedServer.manyZnodes(SERVER.process(), "/" + "long".repeat(50), znodes, 1);
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
                assertThat(SERVER.residentKib()).isLessThan(OverloadedServer.RESIDENT_KIB_MAX);
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
}
