// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuotaCounterEndsTest {
    private static final String STATS = "/zookeeper/quota/u/zookeeper_stats";

    /** The expected values are those of Apache's server in the same test. */
    @Test
    void usageOverflowsToNegativeAndReturns() {
        ZnodeTree tree = new ZnodeTree();
        Txns txns = new Txns(tree);
        txns.create("/u", "");
        txns.create("/zookeeper/quota/u", "");
        txns.create("/zookeeper/quota/u/zookeeper_limits", "count=5,bytes=-1");
        txns.create(STATS, "count=1,bytes=0");
        txns.setData(STATS, "count=" + Long.MAX_VALUE + ",bytes=" + Long.MAX_VALUE);

        txns.create("/u/a", "1");
        assertThat(tree.quotaUsage("/u").format()).isEqualTo("count=" + Long.MIN_VALUE + ",bytes=" + Long.MIN_VALUE);
        txns.delete("/u/a");
        assertThat(tree.quotaUsage("/u").format()).isEqualTo("count=" + Long.MAX_VALUE + ",bytes=" + Long.MAX_VALUE);
    }
}
