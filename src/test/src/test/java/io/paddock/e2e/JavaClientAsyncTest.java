// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.e2e.harness.ClientSession;
import io.paddock.e2e.harness.ServerOptions;
import io.paddock.e2e.harness.SharedServer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.Watcher.WatcherType;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Apache's Java client, every call that answers later. */
class JavaClientAsyncTest {
    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(ServerOptions.plain());

    private static final List<ACL> OPEN = ZooDefs.Ids.OPEN_ACL_UNSAFE;

    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    @Test
    void writes() throws Exception {
        try (ClientSession session = SERVER.connect()) {
            ZooKeeper zk = session.zk();
            zk.create("/w", bytes("a"), OPEN, CreateMode.PERSISTENT, (c, p, x, name) -> say(c, p, name), null);
            zk.create(
                    "/w/s-",
                    null,
                    OPEN,
                    CreateMode.EPHEMERAL_SEQUENTIAL,
                    (c, p, x, name, stat) -> say(c, p, name + " v" + stat.getVersion()),
                    null);
            zk.create("/w", null, OPEN, CreateMode.PERSISTENT, (c, p, x, name) -> say(c, p, name), null);
            zk.setData("/w", bytes("b"), 0, (c, p, x, stat) -> say(c, p, "v" + stat.getVersion()), null);
            zk.setData("/w", bytes("c"), 0, (c, p, x, stat) -> say(c, p, stat), null);
            zk.delete("/w/absent", -1, (c, p, x) -> say(c, p, ""), null);
            zk.delete("/w", -1, (c, p, x) -> say(c, p, ""), null);
            expect("OK /w /w");
            expect("OK /w/s- /w/s-0000000000 v0");
            expect("NODEEXISTS /w null");
            expect("OK /w v1");
            expect("BADVERSION /w null");
            expect("NONODE /w/absent ");
            expect("NOTEMPTY /w ");
            zk.setACL(
                    "/w", ZooDefs.Ids.READ_ACL_UNSAFE, 0, (c, p, x, stat) -> say(c, p, "a" + stat.getAversion()), null);
            expect("OK /w a1");
            zk.delete("/w/absent", -1, (c, p, x) -> say(c, p, ""), null);
            // Deleting a child needs DELETE on the parent, and that is judged first.
            expect("NOAUTH /w/absent ");
        }
    }

    @Test
    void reads() throws Exception {
        try (ClientSession session = SERVER.connect()) {
            ZooKeeper zk = session.zk();
            session.create("/r", "data", CreateMode.PERSISTENT);
            session.create("/r/e", "", CreateMode.EPHEMERAL);
            zk.exists("/r", false, (c, p, x, stat) -> say(c, p, stat.getNumChildren()), null);
            zk.exists("/none", false, (c, p, x, stat) -> say(c, p, stat), null);
            zk.getData("/r", false, (c, p, x, data, stat) -> say(c, p, new String(data, UTF_8)), null);
            zk.getChildren("/r", false, (c, p, x, children) -> say(c, p, children), null);
            zk.getChildren(
                    "/r", false, (c, p, x, children, stat) -> say(c, p, children + "" + stat.getCversion()), null);
            zk.getACL(
                    "/r",
                    new Stat(),
                    (c, p, x, acl, stat) -> say(c, p, acl.get(0).getPerms()),
                    null);
            zk.getAllChildrenNumber("/r", (c, p, x, number) -> say(c, p, number), null);
            zk.getEphemerals("/r", (c, x, paths) -> say(c, "/r", paths), null);
            zk.getEphemerals((c, x, paths) -> say(c, "", paths), null);
            zk.sync("/r", (c, p, x) -> say(c, p, "synced"), null);
            zk.getConfig(false, (c, p, x, data, stat) -> say(c, p, data.length), null);
            expect("OK /r 1");
            expect("NONODE /none null");
            expect("OK /r data");
            expect("OK /r [e]");
            expect("OK /r [e]1");
            expect("OK /r 31");
            expect("OK /r 1");
            expect("OK /r [/r/e]");
            expect("OK  [/r/e]");
            expect("OK /r synced");
            expect("OK /zookeeper/config 0");
        }
    }

    @Test
    void multis() throws Exception {
        try (ClientSession session = SERVER.connect()) {
            ZooKeeper zk = session.zk();
            zk.multi(
                    List.of(Op.create("/m", null, OPEN, CreateMode.PERSISTENT), Op.setData("/m", bytes("1"), 0)),
                    (c, p, x, results) -> say(c, "", results.size()),
                    null);
            zk.multi(
                    List.of(Op.create("/m", null, OPEN, CreateMode.PERSISTENT)),
                    (c, p, x, results) -> say(c, "", results.size()),
                    null);
            zk.multi(
                    List.of(Op.getData("/m"), Op.getChildren("/m")),
                    (c, p, x, results) -> say(c, "", results.size()),
                    null);
            expect("OK  2");
            expect("NODEEXISTS  1");
            expect("OK  2");
        }
    }

    @Test
    void watches() throws Exception {
        try (ClientSession session = SERVER.connect()) {
            ZooKeeper zk = session.zk();
            session.create("/aw");
            zk.addWatch("/aw", event -> {}, AddWatchMode.PERSISTENT, (c, p, x) -> say(c, p, "added"), null);
            expect("OK /aw added");
            zk.removeAllWatches("/aw", WatcherType.Any, false, (c, p, x) -> say(c, p, "removed"), null);
            expect("OK /aw removed");
            zk.removeAllWatches("/aw", WatcherType.Any, false, (c, p, x) -> say(c, p, "again"), null);
            expect("NOWATCHER /aw again");
        }
    }

    @Test
    void answersComeInTheOrderOfTheRequests() throws Exception {
        int rounds = 1_500;
        try (ClientSession session = SERVER.connect()) {
            session.create("/order", "0", CreateMode.PERSISTENT);
            List<Integer> order = Collections.synchronizedList(new ArrayList<>());
            List<Integer> versions = Collections.synchronizedList(new ArrayList<>());
            CountDownLatch left = new CountDownLatch(2 * rounds);
            for (int i = 0; i < rounds; i++) {
                session.zk()
                        .setData(
                                "/order",
                                bytes("" + i),
                                -1,
                                (c, p, x, stat) -> {
                                    order.add((Integer) x);
                                    left.countDown();
                                },
                                2 * i);
                session.zk()
                        .exists(
                                "/order",
                                false,
                                (c, p, x, stat) -> {
                                    order.add((Integer) x);
                                    versions.add(stat.getVersion());
                                    left.countDown();
                                },
                                2 * i + 1);
            }
            assertThat(left.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(order).isSorted().hasSize(2 * rounds);
            // Each read sees the write sent just before it, and no other session writes here.
            assertThat(versions).isSorted().doesNotHaveDuplicates().last().isEqualTo(rounds);
        }
    }

    private void say(int code, String path, Object what) {
        answers.add(Code.get(code) + " " + (path == null ? "" : path) + " " + what);
    }

    private void expect(String answer) throws InterruptedException {
        assertThat(answers.poll(60, TimeUnit.SECONDS)).isEqualTo(answer);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
