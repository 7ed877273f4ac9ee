// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paddock.e2e.harness.ClientSession;
import io.paddock.e2e.harness.Frame;
import io.paddock.e2e.harness.Handshake;
import io.paddock.e2e.harness.ServerOptions;
import io.paddock.e2e.harness.SharedServer;
import io.paddock.e2e.harness.Wire;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.admin.ZooKeeperAdmin;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.ClientInfo;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Apache's Java client, every call that waits for its answer. */
class JavaClientTest {
    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(ServerOptions.plain());

    private static final List<ACL> OPEN = ZooDefs.Ids.OPEN_ACL_UNSAFE;

    @Test
    void createsInEveryMode() throws Exception {
        try (ClientSession session = SERVER.connect()) {
            ZooKeeper zk = session.zk();
            session.create("/modes");
            assertThat(zk.create("/modes/p", bytes("1"), OPEN, CreateMode.PERSISTENT))
                    .isEqualTo("/modes/p");
            assertThat(zk.create("/modes/ps-", bytes("2"), OPEN, CreateMode.PERSISTENT_SEQUENTIAL))
                    .isEqualTo("/modes/ps-0000000001");
            assertThat(zk.create("/modes/e", bytes("3"), OPEN, CreateMode.EPHEMERAL))
                    .isEqualTo("/modes/e");
            assertThat(zk.create("/modes/es-", bytes("4"), OPEN, CreateMode.EPHEMERAL_SEQUENTIAL))
                    .isEqualTo("/modes/es-0000000003");
            assertThat(zk.create("/modes/c", bytes("5"), OPEN, CreateMode.CONTAINER))
                    .isEqualTo("/modes/c");
            assertThat(zk.getChildren("/modes", false))
                    .containsExactlyInAnyOrder("p", "ps-0000000001", "e", "es-0000000003", "c");
            assertThat(zk.exists("/modes/e", false).getEphemeralOwner()).isEqualTo(zk.getSessionId());
            assertThat(zk.exists("/modes/p", false).getEphemeralOwner()).isZero();
            assertThat(zk.exists("/modes/c", false).getEphemeralOwner()).isZero();
        }
        try (ClientSession later = SERVER.connect()) {
            assertThat(later.zk().getChildren("/modes", false)).containsExactlyInAnyOrder("p", "ps-0000000001", "c");
        }
    }

    @Test
    void createFillsInTheStat() throws Exception {
        try (ClientSession session = SERVER.connect()) {
            Stat created = new Stat();
            session.zk().create("/with-stat", bytes("four"), OPEN, CreateMode.EPHEMERAL, created);
            assertThat(created).isEqualTo(session.zk().exists("/with-stat", false));
            assertThat(created.getCzxid()).isEqualTo(created.getMzxid()).isEqualTo(created.getPzxid());
            assertThat(created.getCtime()).isEqualTo(created.getMtime());
            assertThat(created.getDataLength()).isEqualTo(4);
            assertThat(created.getVersion()).isZero();
            assertThat(created.getEphemeralOwner()).isEqualTo(session.zk().getSessionId());
        }
    }

    @Test
    void refusesTtlWhileExtendedTypesAreOff() throws Exception {
        try (ClientSession session = SERVER.connect()) {
            assertThatThrownBy(() ->
                            session.zk().create("/ttl", null, OPEN, CreateMode.PERSISTENT_WITH_TTL, new Stat(), 60_000))
                    .isInstanceOf(KeeperException.UnimplementedException.class);
        }
    }

    @Test
    void readsAndWritesData() throws Exception {
        try (ClientSession session = SERVER.connect()) {
            ZooKeeper zk = session.zk();
            session.create("/data", "first", CreateMode.PERSISTENT);
            Stat before = new Stat();
            assertThat(zk.getData("/data", false, before)).isEqualTo(bytes("first"));
            Stat after = zk.setData("/data", bytes("second!"), 0);
            assertThat(after.getVersion()).isEqualTo(1);
            assertThat(after.getDataLength()).isEqualTo(7);
            assertThat(after.getCzxid()).isEqualTo(before.getCzxid());
            assertThat(after.getMzxid()).isGreaterThan(before.getMzxid());
            assertThat(session.text("/data")).isEqualTo("second!");
            assertThat(zk.setData("/data", null, -1).getVersion()).isEqualTo(2);
            assertThat(zk.getData("/data", false, null)).isNull();
            assertThat(zk.setData("/data", new byte[0], 2).getVersion()).isEqualTo(3);
            assertThat(zk.getData("/data", false, null)).isEmpty();
            assertThatThrownBy(() -> zk.setData("/data", bytes("x"), 2))
                    .isInstanceOf(KeeperException.BadVersionException.class);
        }
    }

    @Test
    void keepsAlmostAMegabyteButNotMore() throws Exception {
        try (ClientSession session = SERVER.connect()) {
            byte[] large = new byte[1_048_575 - 200];
            large[large.length - 1] = 7;
            session.zk().create("/large", large, OPEN, CreateMode.PERSISTENT);
            assertThat(session.zk().getData("/large", false, null)).isEqualTo(large);
            assertThatThrownBy(() -> session.zk().setData("/large", new byte[1_048_576], -1))
                    .isInstanceOf(KeeperException.ConnectionLossException.class);
        }
        try (ClientSession session = SERVER.connect()) {
            assertThat(session.zk().exists("/large", false).getVersion()).isZero();
        }
    }

    @Test
    void existsAndDelete() throws Exception {
        try (ClientSession session = SERVER.connect()) {
            ZooKeeper zk = session.zk();
            assertThat(zk.exists("/parent", false)).isNull();
            session.create("/parent");
            session.create("/parent/child");
            assertThatThrownBy(() -> zk.delete("/parent", -1)).isInstanceOf(KeeperException.NotEmptyException.class);
            assertThatThrownBy(() -> zk.delete("/parent/child", 5))
                    .isInstanceOf(KeeperException.BadVersionException.class);
            zk.delete("/parent/child", 0);
            zk.delete("/parent", -1);
            assertThat(zk.exists("/parent", false)).isNull();
            assertThatThrownBy(() -> zk.delete("/parent", -1)).isInstanceOf(KeeperException.NoNodeException.class);
        }
    }

    @Test
    void errorsHaveTheRightCode() throws Exception {
        try (ClientSession session = SERVER.connect()) {
            ZooKeeper zk = session.zk();
            session.create("/wrong");
            session.create("/wrong/e", "", CreateMode.EPHEMERAL);
            assertThatThrownBy(() -> session.create("/wrong")).isInstanceOf(KeeperException.NodeExistsException.class);
            assertThatThrownBy(() -> session.create("/no/parent")).isInstanceOf(KeeperException.NoNodeException.class);
            assertThatThrownBy(() -> session.create("/wrong/e/child"))
                    .isInstanceOf(KeeperException.NoChildrenForEphemeralsException.class);
            assertThatThrownBy(() -> zk.create("/wrong/acl", null, new ArrayList<>(), CreateMode.PERSISTENT))
                    .isInstanceOf(KeeperException.InvalidACLException.class);
            assertThatThrownBy(() -> zk.create(
                            "/wrong/acl",
                            null,
                            Arrays.asList(new ACL(ZooDefs.Perms.ALL, new Id("nosuchscheme", "x"))),
                            CreateMode.PERSISTENT))
                    .isInstanceOf(KeeperException.InvalidACLException.class);
            assertThatThrownBy(() -> zk.getData("/nothing", false, null))
                    .isInstanceOf(KeeperException.NoNodeException.class);
            assertThatThrownBy(() -> zk.getChildren("/nothing", false))
                    .isInstanceOf(KeeperException.NoNodeException.class);
            assertThatThrownBy(() -> zk.getACL("/nothing", new Stat()))
                    .isInstanceOf(KeeperException.NoNodeException.class);
            assertThatThrownBy(() -> zk.setACL("/nothing", OPEN, -1))
                    .isInstanceOf(KeeperException.NoNodeException.class);
            assertThatThrownBy(() -> zk.delete("/zookeeper", -1))
                    .isInstanceOf(KeeperException.BadArgumentsException.class);
        }
    }

    @Test
    void listsChildrenAndCountsThem() throws Exception {
        try (ClientSession session = SERVER.connect()) {
            ZooKeeper zk = session.zk();
            session.create("/family");
            session.create("/family/a");
            session.create("/family/b");
            session.create("/family/a/x");
            Stat stat = new Stat();
            assertThat(zk.getChildren("/family", false, stat)).containsExactlyInAnyOrder("a", "b");
            assertThat(stat.getNumChildren()).isEqualTo(2);
            assertThat(stat.getCversion()).isEqualTo(2);
            assertThat(zk.getChildren("/family/b", false)).isEmpty();
            assertThat(zk.getAllChildrenNumber("/family")).isEqualTo(3);
            zk.delete("/family/b", -1);
            assertThat(zk.exists("/family", false).getCversion()).isEqualTo(3);
            assertThat(session.create("/family/s-", "", CreateMode.PERSISTENT_SEQUENTIAL))
                    .isEqualTo("/family/s-0000000002");
        }
    }

    @Test
    void listsTheSessionsOwnEphemerals() throws Exception {
        try (ClientSession mine = SERVER.connect();
                ClientSession other = SERVER.connect()) {
            mine.create("/eph");
            mine.create("/eph/one", "", CreateMode.EPHEMERAL);
            mine.create("/eph/two", "", CreateMode.EPHEMERAL);
            other.create("/eph/three", "", CreateMode.EPHEMERAL);
            assertThat(mine.zk().getEphemerals()).containsExactlyInAnyOrder("/eph/one", "/eph/two");
            assertThat(mine.zk().getEphemerals("/eph/t")).containsExactly("/eph/two");
            assertThat(other.zk().getEphemerals("/eph")).containsExactly("/eph/three");
            assertThat(other.zk().getEphemerals("/elsewhere")).isEmpty();
        }
    }

    @Test
    void guardsZnodesByAcl() throws Exception {
        try (ClientSession bob = SERVER.connect();
                ClientSession eve = SERVER.connect()) {
            bob.zk().addAuthInfo("digest", bytes("bob:secret"));
            bob.zk().create("/bobs", bytes("private"), ZooDefs.Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT);
            List<ACL> acl = bob.zk().getACL("/bobs", new Stat());
            assertThat(acl)
                    .containsExactly(new ACL(ZooDefs.Perms.ALL, new Id("digest", "bob:fyVmFCwVbTJYrznoSu1koqYEYF0=")));
            assertThatThrownBy(() -> eve.zk().getData("/bobs", false, null))
                    .isInstanceOf(KeeperException.NoAuthException.class);
            assertThatThrownBy(() -> eve.zk().exists("/bobs", false))
                    .isInstanceOf(KeeperException.NoAuthException.class);
            assertThatThrownBy(() -> eve.zk().setData("/bobs", null, -1))
                    .isInstanceOf(KeeperException.NoAuthException.class);
            assertThatThrownBy(() -> eve.create("/bobs/x")).isInstanceOf(KeeperException.NoAuthException.class);
            assertThatThrownBy(() -> eve.zk().setACL("/bobs", OPEN, -1))
                    .isInstanceOf(KeeperException.NoAuthException.class);

            Stat changed = bob.zk()
                    .setACL(
                            "/bobs",
                            Arrays.asList(new ACL(ZooDefs.Perms.READ, ZooDefs.Ids.ANYONE_ID_UNSAFE), acl.get(0)),
                            0);
            assertThat(changed.getAversion()).isEqualTo(1);
            assertThat(eve.text("/bobs")).isEqualTo("private");
            assertThat(eve.zk().getACL("/bobs", new Stat()))
                    .contains(new ACL(ZooDefs.Perms.ALL, new Id("digest", "bob:x")));
            assertThatThrownBy(() -> bob.zk().setACL("/bobs", OPEN, 0))
                    .isInstanceOf(KeeperException.BadVersionException.class);

            eve.zk().addAuthInfo("digest", bytes("bob:secret"));
            assertThat(eve.zk().setData("/bobs", bytes("read"), -1).getVersion())
                    .isEqualTo(1);
        }
    }

    @Test
    void whoAmIListsTheIdentities() throws Exception {
        try (ClientSession session = SERVER.connect()) {
            session.zk().addAuthInfo("digest", bytes("carol:pw"));
            assertThat(session.zk().whoAmI())
                    .containsExactlyInAnyOrder(new ClientInfo("ip", "127.0.0.1"), new ClientInfo("digest", "carol"));
        }
    }

    @Test
    void failsTheSessionOnAnUnknownAuthScheme() throws Exception {
        try (ClientSession session = SERVER.connect()) {
            session.zk().addAuthInfo("nosuchscheme", bytes("x"));
            assertThatThrownBy(() -> session.zk().exists("/", false))
                    .isInstanceOf(KeeperException.AuthFailedException.class);
        }
    }

    @Test
    void syncAnswersWithThePath() throws Exception {
        try (ClientSession session = SERVER.connect()) {
            CompletableFuture<String> answer = new CompletableFuture<>();
            session.zk().sync("/any/path", (code, path, context) -> answer.complete(code + " " + path), null);
            assertThat(answer.get(60, TimeUnit.SECONDS)).isEqualTo("0 /any/path");
        }
    }

    @Test
    void successfulMultiAppliesAllParts() throws Exception {
        try (ClientSession session = SERVER.connect()) {
            session.create("/multi");
            session.create("/multi/old", "x", CreateMode.PERSISTENT);
            List<OpResult> results = session.zk()
                    .multi(List.of(
                            Op.check("/multi", 0),
                            Op.create("/multi/new", bytes("1"), OPEN, CreateMode.PERSISTENT),
                            Op.create("/multi/s-", bytes("2"), OPEN, CreateMode.EPHEMERAL_SEQUENTIAL),
                            Op.setData("/multi/new", bytes("3"), 0),
                            Op.check("/multi/new", 1),
                            Op.delete("/multi/old", -1)));
            assertThat(results).hasSize(6);
            assertThat(((OpResult.CreateResult) results.get(1)).getPath()).isEqualTo("/multi/new");
            assertThat(((OpResult.CreateResult) results.get(2)).getPath()).isEqualTo("/multi/s-0000000002");
            assertThat(((OpResult.SetDataResult) results.get(3)).getStat().getVersion())
                    .isEqualTo(1);
            assertThat(results.get(5)).isInstanceOf(OpResult.DeleteResult.class);
            assertThat(session.text("/multi/new")).isEqualTo("3");
            assertThat(session.zk().exists("/multi/old", false)).isNull();
            long zxid = session.zk().exists("/multi/new", false).getCzxid();
            assertThat(session.zk().exists("/multi/s-0000000002", false).getCzxid())
                    .isEqualTo(zxid);
        }
    }

    @Test
    void failedMultiAppliesNoPart() throws Exception {
        try (ClientSession session = SERVER.connect()) {
            session.create("/atomic");
            assertThatThrownBy(() -> session.zk()
                            .multi(List.of(
                                    Op.create("/atomic/a", null, OPEN, CreateMode.PERSISTENT),
                                    Op.delete("/atomic/absent", -1),
                                    Op.create("/atomic/b", null, OPEN, CreateMode.PERSISTENT))))
                    .isInstanceOfSatisfying(
                            KeeperException.NoNodeException.class, failure -> assertThat(failure.getResults().stream()
                                            .map(result -> ((OpResult.ErrorResult) result).getErr()))
                                    .containsExactly(0, KeeperException.Code.NONODE.intValue(), -2));
            assertThat(session.zk().getChildren("/atomic", false)).isEmpty();
            assertThat(session.create("/atomic/s-", "", CreateMode.PERSISTENT_SEQUENTIAL))
                    .as("the failed multi gave its sequence number back")
                    .isEqualTo("/atomic/s-0000000000");
        }
    }

    @Test
    void aTransactionIsAMulti() throws Exception {
        try (ClientSession session = SERVER.connect()) {
            List<OpResult> results = session.zk()
                    .transaction()
                    .create("/tx", bytes("t"), OPEN, CreateMode.PERSISTENT)
                    .create("/tx/c", bytes("c"), OPEN, CreateMode.PERSISTENT)
                    .setData("/tx", bytes("u"), 0)
                    .check("/tx", 1)
                    .delete("/tx/c", 0)
                    .commit();
            assertThat(results).hasSize(5);
            assertThat(session.text("/tx")).isEqualTo("u");
            assertThat(session.zk().getChildren("/tx", false)).isEmpty();
        }
    }

    @Test
    void multiReadAnswersEachPart() throws Exception {
        try (ClientSession session = SERVER.connect()) {
            session.create("/mr", "data", CreateMode.PERSISTENT);
            session.create("/mr/kid");
            List<OpResult> results =
                    session.zk().multi(List.of(Op.getData("/mr"), Op.getChildren("/mr"), Op.getData("/mr/absent")));
            assertThat(((OpResult.GetDataResult) results.get(0)).getData()).isEqualTo(bytes("data"));
            assertThat(((OpResult.GetDataResult) results.get(0)).getStat().getNumChildren())
                    .isEqualTo(1);
            assertThat(((OpResult.GetChildrenResult) results.get(1)).getChildren())
                    .containsExactly("kid");
            assertThat(((OpResult.ErrorResult) results.get(2)).getErr())
                    .isEqualTo(KeeperException.Code.NONODE.intValue());
        }
    }

    @Test
    void reconfigIsDisabledUntilEnabled() throws Exception {
        ZooKeeperAdmin admin = new ZooKeeperAdmin(SERVER.connectString(), 30_000, event -> {});
        try {
            assertThatThrownBy(
                            () -> admin.reconfigure("server.2=127.0.0.1:1:2:participant;3", null, null, -1, new Stat()))
                    .isInstanceOf(KeeperException.ReconfigDisabledException.class);
        } finally {
            admin.close();
        }
    }

    @Test
    void aStandaloneServerHasAnEmptyConfiguration() throws Exception {
        try (ClientSession session = SERVER.connect()) {
            Stat stat = new Stat();
            assertThat(session.zk().getConfig(false, stat)).isEmpty();
            assertThat(stat.getAversion()).isEqualTo(-1);
            assertThatThrownBy(() -> session.zk().setData("/zookeeper/config", bytes("x"), -1))
                    .isInstanceOf(KeeperException.NoAuthException.class);
        }
    }

    @Test
    void aChrootIsAnotherRoot() throws Exception {
        try (ClientSession outside = SERVER.connect()) {
            outside.create("/chroot");
            try (ClientSession inside = ClientSession.open(SERVER.connectString() + "/chroot")) {
                assertThat(inside.create("/x")).isEqualTo("/x");
                inside.zk().exists("/x", true);
                outside.zk().setData("/chroot/x", bytes("1"), -1);
                assertThat(inside.nextEvent().getPath()).isEqualTo("/x");
                assertThat(inside.zk().getChildren("/", false)).containsExactly("x");
            }
            assertThat(outside.zk().exists("/chroot/x", false).getVersion()).isEqualTo(1);
        }
    }

    @Test
    void sessionContinuesInAnotherClient() throws Exception {
        // Begun by hand: a stock client that only lost its connection would fight the next one for the session.
        Handshake begun;
        try (Wire wire = SERVER.wire()) {
            begun = wire.newSession(30_000);
            assertThat(wire.call(Frame.create(1, "/moving", new byte[0], 1)).error())
                    .isZero();
        }
        try (ClientSession heir = ClientSession.resume(SERVER.connectString(), begun.sessionId(), begun.password())) {
            assertThat(heir.zk().getSessionId()).isEqualTo(begun.sessionId());
            assertThat(heir.zk().getSessionPasswd()).isEqualTo(begun.password());
            assertThat(heir.zk().exists("/moving", false).getEphemeralOwner()).isEqualTo(begun.sessionId());
        }
        try (ClientSession later = SERVER.connect()) {
            assertThat(later.zk().exists("/moving", false))
                    .as("closing the heir closed the session")
                    .isNull();
        }
    }

    @Test
    void aClosedClientSendsNothingMore() throws Exception {
        ClientSession session = SERVER.connect();
        session.create("/closed", "", CreateMode.EPHEMERAL);
        session.close();
        assertThatThrownBy(() -> session.zk().exists("/closed", false))
                .isInstanceOf(KeeperException.SessionExpiredException.class);
        try (ClientSession later = SERVER.connect()) {
            assertThat(later.zk().exists("/closed", false)).isNull();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
