// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.paddock.e2e.harness.ClientSession;
import io.paddock.e2e.harness.ServerOptions;
import io.paddock.e2e.harness.SharedServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.admin.ZooKeeperAdmin;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What has to be switched on: TTL znodes, enforced quotas, reconfiguration, a super user; and the reaper, run often. */
class ExtendedTypesTest {
    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(ServerOptions.plain()
            .cfg("extendedTypesEnabled=true")
            .cfg("enforceQuota=true")
            .cfg("reconfigEnabled=true")
            // super:secret
            .cfg("DigestAuthenticationProvider.superDigest=super:lK75jTNcA+U9vtVEw5vB51mj/w4=")
            .jvm("-Dznode.container.checkIntervalMs=200"));

    private static final List<ACL> OPEN = ZooDefs.Ids.OPEN_ACL_UNSAFE;
    private static final long FOREVER_MILLIS = 3_600_000;

    @Test
    void aTtlZnodeGoesWhenItIsUnusedForItsTime() throws Exception {
        try (ClientSession session = SERVER.connect()) {
            ZooKeeper zk = session.zk();
            session.create("/ttl");
            Stat stat = new Stat();
            assertThat(zk.create("/ttl/short", null, OPEN, CreateMode.PERSISTENT_WITH_TTL, stat, 50))
                    .isEqualTo("/ttl/short");
            assertThat(stat.getEphemeralOwner()).isZero();
            assertThat(zk.create(
                            "/ttl/seq-", null, OPEN, CreateMode.PERSISTENT_SEQUENTIAL_WITH_TTL, null, FOREVER_MILLIS))
                    .isEqualTo("/ttl/seq-0000000001");
            zk.create("/ttl/parent", null, OPEN, CreateMode.PERSISTENT_WITH_TTL, null, 50);
            session.create("/ttl/parent/child");
            await().atMost(60, TimeUnit.SECONDS).until(() -> zk.exists("/ttl/short", false) == null);
            assertThat(zk.getChildren("/ttl", false)).containsExactlyInAnyOrder("seq-0000000001", "parent");
            zk.delete("/ttl/parent/child", -1);
            await().atMost(60, TimeUnit.SECONDS).until(() -> zk.exists("/ttl/parent", false) == null);
        }
    }

    @Test
    void aTtlOutOfRangeIsRefused() throws Exception {
        try (ClientSession session = SERVER.connect()) {
            assertThatThrownBy(() ->
                            session.zk().create("/bad-ttl", null, OPEN, CreateMode.PERSISTENT_WITH_TTL, null, 1L << 40))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aTtlZnodeCanBeMadeInAMulti() throws Exception {
        try (ClientSession session = SERVER.connect()) {
            List<OpResult> results = session.zk()
                    .multi(List.of(
                            Op.create("/mttl", null, OPEN, CreateMode.PERSISTENT_WITH_TTL, FOREVER_MILLIS),
                            Op.create("/mttl/c", null, OPEN, CreateMode.CONTAINER)));
            assertThat(((OpResult.CreateResult) results.get(0)).getPath()).isEqualTo("/mttl");
            assertThat(((OpResult.CreateResult) results.get(1)).getPath()).isEqualTo("/mttl/c");
        }
    }

    @Test
    void aContainerGoesAfterItsLastChild() throws Exception {
        try (ClientSession session = SERVER.connect()) {
            session.create("/box", "", CreateMode.CONTAINER);
            session.create("/empty-box", "", CreateMode.CONTAINER);
            session.create("/box/a");
            session.zk().delete("/box/a", -1);
            await().atMost(60, TimeUnit.SECONDS).until(() -> session.zk().exists("/box", false) == null);
            assertThat(session.zk().exists("/empty-box", false))
                    .as("a container that never had a child stays")
                    .isNotNull();
        }
    }

    @Test
    void aHardQuotaIsEnforced() throws Exception {
        try (ClientSession session = SERVER.connect()) {
            session.create("/limited");
            session.create("/zookeeper/quota/limited");
            session.create(
                    "/zookeeper/quota/limited/zookeeper_limits",
                    "count=-1,bytes=-1=;byteHardLimit=10;countHardLimit=3",
                    CreateMode.PERSISTENT);
            session.create("/zookeeper/quota/limited/zookeeper_stats");
            session.create("/limited/a", "12345", CreateMode.PERSISTENT);
            assertThatThrownBy(() -> session.zk().setData("/limited/a", new byte[11], -1))
                    .isInstanceOf(KeeperException.QuotaExceededException.class);
            session.create("/limited/b");
            assertThatThrownBy(() -> session.create("/limited/c"))
                    .isInstanceOf(KeeperException.QuotaExceededException.class);
            assertThat(session.text("/zookeeper/quota/limited/zookeeper_stats")).isEqualTo("count=3,bytes=5");
            session.zk().delete("/limited/b", -1);
            assertThat(session.create("/limited/c")).isEqualTo("/limited/c");
        }
    }

    @Test
    void theSuperUserPassesEveryAcl() throws Exception {
        try (ClientSession owner = SERVER.connect();
                ClientSession superUser = SERVER.connect()) {
            owner.zk().addAuthInfo("digest", "owner:pw".getBytes(StandardCharsets.UTF_8));
            owner.zk().create("/owned", new byte[1], ZooDefs.Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT);
            superUser.zk().addAuthInfo("digest", "super:secret".getBytes(StandardCharsets.UTF_8));
            assertThat(superUser.zk().getData("/owned", false, null)).hasSize(1);
            assertThat(superUser.zk().setData("/owned", new byte[2], -1).getVersion())
                    .isEqualTo(1);
            assertThat(superUser.zk().setACL("/owned", OPEN, -1).getAversion()).isEqualTo(1);
            assertThatThrownBy(() -> superUser.zk().delete("/zookeeper/quota", -1))
                    .isInstanceOf(KeeperException.BadArgumentsException.class);
        }
    }

    @Test
    void aStandaloneServerCannotBeReconfigured() throws Exception {
        ZooKeeperAdmin admin = new ZooKeeperAdmin(SERVER.connectString(), 30_000, event -> {});
        try {
            assertThatThrownBy(
                            () -> admin.reconfigure("server.2=127.0.0.1:1:2:participant;3", null, null, -1, new Stat()))
                    .isInstanceOf(KeeperException.UnimplementedException.class);
        } finally {
            admin.close();
        }
    }
}
