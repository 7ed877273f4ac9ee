// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.e2e.harness.ClientSession;
import io.paddock.e2e.harness.Frame;
import io.paddock.e2e.harness.Reply;
import io.paddock.e2e.harness.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Requests as large as the worst configuration lets them be. */
class LargeRequestsTest {
    @RegisterExtension
    static final OverloadedServer SERVER = new OverloadedServer();

    private static final int TIMEOUT_MILLIS = 40_000;
    private static final int MANY = 100_000;

    @Test
    void requestsThatNeverEnd() throws Exception {
        OverloadedServer.assumeBoundedQueues();
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
                SERVER.bystanderGetsOn();
            }
            assertThat(SERVER.residentKib()).isLessThan(OverloadedServer.RESIDENT_KIB_MAX);
        } finally {
            halves.forEach(Wire::close);
            for (CompletableFuture<Void> one : sending) {
                one.get(60, TimeUnit.SECONDS);
            }
        }
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
                SERVER.bystanderGetsOn();
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
            SERVER.bystanderGetsOn();
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
            SERVER.bystanderGetsOn();
            assertThat(session.zk().getACL("/acl", new org.apache.zookeeper.data.Stat()))
                    .hasSize(entries + 1);
            // Each of these walks the whole list before it finds that everybody may.
            for (int i = 0; i < 200; i++) {
                assertThat(session.zk().getData("/acl", false, null)).hasSize(1);
            }
            SERVER.bystanderGetsOn();
            for (int i = 0; i < 20; i++) {
                session.zk().create("/acl/" + i, new byte[0], acl, CreateMode.PERSISTENT);
            }
        }
    }
}
