// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuotaTest {
    private final ZnodeTree tree = new ZnodeTree();
    private final Txns txns = new Txns(tree);

    @Test
    void readsAndWritesTheTextOfApache() {
        Quota quota = Quota.parse(Txns.bytes("count=1,bytes=2=;byteHardLimit=10;countHardLimit=4"));
        assertThat(quota).isEqualTo(new Quota(1, 2, 4, 10, true));
        assertThat(quota.format()).isEqualTo("count=1,bytes=2=;byteHardLimit=10;countHardLimit=4");
        assertThat(Quota.parse(Txns.bytes("count=5,bytes=-1")).format()).isEqualTo("count=5,bytes=-1");
        assertThat(Quota.parse(Txns.bytes("bytes==,,;count=3=9"))).isEqualTo(new Quota(3, -1, -1, -1, false));
        assertThat(Quota.parse(Txns.bytes("bytes==2,,;count=3=9"))).isEqualTo(new Quota(3, -1, -1, -1, true));
        assertThat(Quota.parse(null).wellFormed()).isFalse();
        assertThat(Quota.parse(new byte[0])).isEqualTo(Quota.UNLIMITED);
    }

    @Test
    void acceptsAnyTextThatAClientMayHaveWritten() {
        for (String text : new String[] {"=", "count", "===", "count=x", "count=99999999999999999999", "\ufffd,;=;,"}) {
            assertThat(Quota.parse(Txns.bytes(text)).count()).as(text).isEqualTo(-1);
        }
        assertThat(Quota.parse(Txns.bytes("count=x,bytes=7"))).isEqualTo(new Quota(-1, 7, -1, -1, false));
    }

    @Test
    void countsTheDeepestQuotaOnlyAndWithoutTouchingItsStat() {
        txns.create("/a", "12345");
        txns.create("/a/b", "123");
        quota("/a");
        assertThat(usage("/a")).isEqualTo("count=2,bytes=8");
        quota("/a/b");
        assertThat(usage("/a/b")).isEqualTo("count=1,bytes=3");

        txns.create("/a/b/c", "1234567");
        txns.setData("/a/b/c", "1");
        txns.setData("/a", "");
        txns.create("/a/x", null);
        txns.create("/ab", "not below /a");

        assertThat(usage("/a/b")).isEqualTo("count=2,bytes=4");
        assertThat(usage("/a")).isEqualTo("count=3,bytes=3");
        assertThat(tree.find("/zookeeper/quota/a/zookeeper_stats").version()).isZero();
        assertThat(tree.find("/zookeeper/quota/a/zookeeper_stats").mzxid())
                .isEqualTo(tree.find("/zookeeper/quota/a/zookeeper_stats").czxid());
        assertThat(tree.quotaRootOf("/a/b/c/d")).isEqualTo("/a/b");
        assertThat(tree.quotaRootOf("/a")).isEqualTo("/a");
        assertThat(tree.quotaRootOf("/ab")).isNull();
        assertThat(tree.quotaRootOf("/")).isNull();
        assertThat(tree.quotaLimits("/a")).isEqualTo(new Quota(100, 1000, -1, -1, true));
        assertThat(tree.quotaUsage("/a")).isEqualTo(new Quota(3, 3, -1, -1, true));

        txns.delete("/a/b/c");
        txns.delete("/zookeeper/quota/a/b/zookeeper_limits");
        txns.delete("/a/b");
        assertThat(usage("/a/b")).isEqualTo("count=1,bytes=3");
        assertThat(usage("/a")).isEqualTo("count=2,bytes=0");
    }

    @Test
    void recountsTheContentOfASnapshot() {
        txns.create("/a", "12345");
        quota("/a");
        txns.create("/a/b", "123");
        txns.setData("/zookeeper/quota/a/zookeeper_stats", "nonsense");

        ZnodeTree loaded = FuzzyCopy.of(tree);
        assertThat(loaded.quotaUsage("/a")).isEqualTo(new Quota(2, 8, -1, -1, true));
        assertThat(loaded.find("/zookeeper/quota/a/zookeeper_stats").version()).isEqualTo(1);
    }

    @Test
    void worksWithAnInvalidOrMissingUsage() {
        txns.create("/a", "12345");
        quota("/a");
        txns.setData("/zookeeper/quota/a/zookeeper_stats", "count=many");
        txns.create("/a/b", "123");
        assertThat(tree.find("/a/b")).isNotNull();
        txns.delete("/zookeeper/quota/a/zookeeper_stats");
        txns.create("/a/c", "123");
        assertThat(tree.quotaUsage("/a")).isNull();
    }

    private void quota(String path) {
        String at = "";
        for (String name : ("zookeeper/quota" + path).split("/")) {
            at += "/" + name;
            if (tree.find(at) == null) {
                txns.create(at, "");
            }
        }
        txns.create(at + "/zookeeper_limits", "count=100,bytes=1000");
        txns.create(at + "/zookeeper_stats", "whatever");
    }

    private String usage(String path) {
        return new String(
                tree.find("/zookeeper/quota" + path + "/zookeeper_stats").data(),
                java.nio.charset.StandardCharsets.UTF_8);
    }
}
