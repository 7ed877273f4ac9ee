// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paddock.e2e.harness.ClientSession;
import io.paddock.e2e.harness.ServerOptions;
import io.paddock.e2e.harness.SharedServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.Watcher.WatcherType;
import org.apache.zookeeper.ZooDefs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Apache's Java client, every kind of watch. */
class JavaClientWatchTest {
    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(ServerOptions.plain());

    @Test
    void aDataWatchFiresOnce() throws Exception {
        try (ClientSession watching = SERVER.connect();
                ClientSession writing = SERVER.connect()) {
            writing.create("/once");
            watching.zk().getData("/once", true, null);
            writing.zk().setData("/once", new byte[1], -1);
            expect(watching, EventType.NodeDataChanged, "/once");
            writing.zk().setData("/once", new byte[2], -1);
            assertThat(watching.zk().exists("/once", false).getDataLength()).isEqualTo(2);
            // The read above came behind any event of the second write.
            assertThat(watching.pendingEvents()).isZero();
        }
    }

    @Test
    void anExistsWatchWaitsForTheZnode() throws Exception {
        try (ClientSession watching = SERVER.connect();
                ClientSession writing = SERVER.connect()) {
            assertThat(watching.zk().exists("/awaited", true)).isNull();
            writing.create("/awaited");
            expect(watching, EventType.NodeCreated, "/awaited");
            watching.zk().exists("/awaited", true);
            writing.zk().delete("/awaited", -1);
            expect(watching, EventType.NodeDeleted, "/awaited");
        }
    }

    @Test
    void aChildWatchSeesComingAndGoingButNotData() throws Exception {
        try (ClientSession watching = SERVER.connect();
                ClientSession writing = SERVER.connect()) {
            writing.create("/kids");
            watching.zk().getChildren("/kids", true);
            writing.zk().setData("/kids", new byte[1], -1);
            writing.create("/kids/a");
            expect(watching, EventType.NodeChildrenChanged, "/kids");
            watching.zk().getChildren("/kids", true);
            writing.zk().setData("/kids/a", new byte[1], -1);
            writing.zk().delete("/kids/a", -1);
            expect(watching, EventType.NodeChildrenChanged, "/kids");
            watching.zk().getChildren("/kids", true);
            writing.zk().delete("/kids", -1);
            expect(watching, EventType.NodeDeleted, "/kids");
            watching.zk().exists("/kids", false);
            assertThat(watching.pendingEvents()).isZero();
        }
    }

    @Test
    void aPersistentWatchStays() throws Exception {
        try (ClientSession watching = SERVER.connect();
                ClientSession writing = SERVER.connect()) {
            watching.zk().addWatch("/stays", AddWatchMode.PERSISTENT);
            writing.create("/stays");
            writing.zk().setData("/stays", new byte[1], -1);
            writing.create("/stays/child");
            writing.create("/stays/child/deep");
            writing.zk().setData("/stays", new byte[2], -1);
            expect(watching, EventType.NodeCreated, "/stays");
            expect(watching, EventType.NodeDataChanged, "/stays");
            expect(watching, EventType.NodeChildrenChanged, "/stays");
            expect(watching, EventType.NodeDataChanged, "/stays");
        }
    }

    @Test
    void aRecursiveWatchSeesTheWholeSubtree() throws Exception {
        try (ClientSession watching = SERVER.connect();
                ClientSession writing = SERVER.connect()) {
            writing.create("/tree");
            watching.zk().addWatch("/tree", AddWatchMode.PERSISTENT_RECURSIVE);
            writing.create("/tree/a");
            writing.create("/tree/a/b");
            writing.zk().setData("/tree/a/b", new byte[1], -1);
            writing.zk().delete("/tree/a/b", -1);
            writing.zk().delete("/tree/a", -1);
            expect(watching, EventType.NodeCreated, "/tree/a");
            expect(watching, EventType.NodeCreated, "/tree/a/b");
            expect(watching, EventType.NodeDataChanged, "/tree/a/b");
            expect(watching, EventType.NodeDeleted, "/tree/a/b");
            expect(watching, EventType.NodeDeleted, "/tree/a");
        }
    }

    @Test
    void eventsOfAMultiComeInItsOrder() throws Exception {
        try (ClientSession watching = SERVER.connect();
                ClientSession writing = SERVER.connect()) {
            watching.zk().addWatch("/ordered", AddWatchMode.PERSISTENT_RECURSIVE);
            writing.zk()
                    .multi(List.of(
                            Op.create("/ordered", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT),
                            Op.create("/ordered/x", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT),
                            Op.setData("/ordered/x", new byte[1], -1),
                            Op.delete("/ordered/x", -1)));
            long zxid = watching.nextEvent().getZxid();
            List<String> rest = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                WatchedEvent event = watching.nextEvent();
                assertThat(event.getZxid()).isEqualTo(zxid);
                rest.add(event.getType() + " " + event.getPath());
            }
            assertThat(rest)
                    .containsExactly("NodeCreated /ordered/x", "NodeDataChanged /ordered/x", "NodeDeleted /ordered/x");
        }
    }

    @Test
    void eventComesBeforeTheReadThatShowsTheChange() throws Exception {
        try (ClientSession watching = SERVER.connect();
                ClientSession writing = SERVER.connect()) {
            writing.create("/news", "0", CreateMode.PERSISTENT);
            for (int round = 1; round <= 200; round++) {
                BlockingQueue<WatchedEvent> told = new LinkedBlockingQueue<>();
                watching.zk().getData("/news", told::add, null);
                writing.zk().setData("/news", Integer.toString(round).getBytes(), -1, (c, p, x, s) -> {}, null);
                String seen = "";
                while (!seen.equals(Integer.toString(round))) {
                    // The event thread runs callbacks in wire order: a reply with news may not overtake the event.
                    BlockingQueue<Object> inOrder = new LinkedBlockingQueue<>();
                    watching.zk()
                            .getData(
                                    "/news",
                                    false,
                                    (code, path, context, data, stat) ->
                                            inOrder.add(new String(data) + (told.isEmpty() ? " untold" : " told")),
                                    null);
                    String answer = (String) inOrder.poll(60, TimeUnit.SECONDS);
                    assertThat(answer).isNotEqualTo(round + " untold");
                    seen = answer.substring(0, answer.indexOf(' '));
                }
            }
        }
    }

    @Test
    void aRemovedWatchIsSilent() throws Exception {
        try (ClientSession watching = SERVER.connect();
                ClientSession writing = SERVER.connect()) {
            BlockingQueue<WatchedEvent> told = new LinkedBlockingQueue<>();
            Watcher watcher = told::add;
            writing.create("/removed");
            watching.zk().getData("/removed", watcher, null);
            watching.zk().removeWatches("/removed", watcher, WatcherType.Data, false);
            assertThat(told.poll(60, TimeUnit.SECONDS).getType()).isEqualTo(EventType.DataWatchRemoved);
            watching.zk().addWatch("/removed", watcher, AddWatchMode.PERSISTENT_RECURSIVE);
            watching.zk().removeAllWatches("/removed", WatcherType.Any, false);
            assertThat(told.poll(60, TimeUnit.SECONDS).getType()).isEqualTo(EventType.PersistentWatchRemoved);
            writing.zk().setData("/removed", new byte[1], -1);
            watching.zk().exists("/removed", false);
            assertThat(told).isEmpty();
            assertThatThrownBy(() -> watching.zk().removeAllWatches("/removed", WatcherType.Any, false))
                    .isInstanceOf(KeeperException.NoWatcherException.class);
        }
    }

    @Test
    void watchesOfEachTypeAreRemovedApart() throws Exception {
        try (ClientSession watching = SERVER.connect();
                ClientSession writing = SERVER.connect()) {
            BlockingQueue<WatchedEvent> data = new LinkedBlockingQueue<>();
            BlockingQueue<WatchedEvent> children = new LinkedBlockingQueue<>();
            writing.create("/apart");
            watching.zk().exists("/apart", data::add);
            watching.zk().getChildren("/apart", children::add);
            watching.zk().removeAllWatches("/apart", WatcherType.Children, false);
            assertThat(children.poll(60, TimeUnit.SECONDS).getType()).isEqualTo(EventType.ChildWatchRemoved);
            writing.create("/apart/x");
            writing.zk().setData("/apart", new byte[1], -1);
            assertThat(data.poll(60, TimeUnit.SECONDS).getType()).isEqualTo(EventType.NodeDataChanged);
            assertThat(children).isEmpty();
        }
    }

    @Test
    void everyWatcherIsNotifiedOfTheEndOfASession() throws Exception {
        try (ClientSession watching = SERVER.connect()) {
            ClientSession owner = SERVER.connect();
            owner.create("/owners", "", CreateMode.PERSISTENT);
            owner.create("/owners/e", "", CreateMode.EPHEMERAL);
            watching.zk().exists("/owners/e", true);
            watching.zk().getChildren("/owners", true);
            owner.close();
            expect(watching, EventType.NodeDeleted, "/owners/e");
            expect(watching, EventType.NodeChildrenChanged, "/owners");
        }
    }

    private static void expect(ClientSession session, EventType type, String path) throws InterruptedException {
        WatchedEvent event = session.nextEvent();
        assertThat(event.getType() + " " + event.getPath()).isEqualTo(type + " " + path);
    }
}
