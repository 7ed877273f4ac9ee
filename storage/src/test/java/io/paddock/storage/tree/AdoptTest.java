// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paddock.protocol.txn.Txn;
import io.paddock.protocol.txn.TxnDigest;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A tree adopts the content of another one. Every holder of a reference to it sees that content from then on.
 */
class AdoptTest {
    private static final int SEEDS = 20;

    @Test
    void hasTheContentOfTheOtherAndContinuesLikeIt() {
        for (int seed = 0; seed < SEEDS; seed++) {
            ZnodeTree tree = new ZnodeTree();
            grow(tree, new RandomTxns(new Random(seed)), 300);
            RandomTxns txns = new RandomTxns(new Random(1000 + seed));
            ZnodeTree other = new ZnodeTree();
            grow(other, txns, 300);
            var expected = TreeText.of(other);
            TreeGate gate = tree.gate();

            gate.lockAll();
            tree.adopt(other);
            gate.unlockAll();

            assertThat(TreeText.of(tree)).as("seed %d", seed).isEqualTo(expected);
            assertThat(tree.gate()).isSameAs(gate);
            grow(tree, txns, 300);
            assertThat(tree.digests().mismatches()).as("seed %d", seed).isZero();
            assertThat(tree.digest()).as("seed %d", seed).isEqualTo(txns.model.digest());
        }
    }

    private static void grow(ZnodeTree tree, RandomTxns txns, int count) {
        for (int i = 0; i < count; i++) {
            Txn txn = txns.next();
            tree.apply(txns.header, txn, new TxnDigest(2, txns.model.digest()), ChangeListener.NONE);
        }
    }

    @Test
    void countsTheAdoptedQuotas() {
        ZnodeTree other = new ZnodeTree();
        Txns txns = new Txns(other);
        txns.create("/a", "12345");
        for (String path : new String[] {"/zookeeper/quota/a", "/zookeeper/quota/a/zookeeper_limits"}) {
            txns.create(path, "count=100,bytes=1000");
        }
        txns.create("/zookeeper/quota/a/zookeeper_stats", "count=1,bytes=5");
        ZnodeTree tree = new ZnodeTree();
        tree.adopt(other);
        new Txns(tree).create("/a/b", "123");
        assertThat(tree.quotaUsage("/a").format()).isEqualTo("count=2,bytes=8");
        assertThat(tree.lastZxid()).isEqualTo(5);
    }

    @Test
    void walkOverTheOldContentFailsAndALaterOneSeesTheNew() {
        ZnodeTree tree = new ZnodeTree();
        for (int i = 0; i < 50; i++) {
            new Txns(tree).create("/old" + i, "");
        }
        TreeCursor begun = tree.cursor();
        TreeCursor notBegun = tree.cursor();
        begun.next(10, (path, znode) -> {});
        tree.adopt(new ZnodeTree());
        for (TreeCursor cursor : new TreeCursor[] {begun, notBegun}) {
            assertThatThrownBy(() -> cursor.next(1, (path, znode) -> {
                        throw new AssertionError(path);
                    }))
                    .isInstanceOf(TreeReplaced.class);
        }
        tree.cursor().next(100, (path, znode) -> assertThat(path).doesNotContain("old"));
    }

    @Test
    void walksMayBeAbandoned() {
        ZnodeTree tree = new ZnodeTree();
        TreeCursor cursor = tree.cursor();
        tree.abandonWalks();
        assertThatThrownBy(() -> cursor.next(1, (path, znode) -> {})).isInstanceOf(TreeReplaced.class);
        assertThat(tree.cursor().next(100, (path, znode) -> {})).isFalse();
    }

    @Test
    void adoptedTreeCannotBeUsedAnyMore() {
        ZnodeTree tree = new ZnodeTree();
        ZnodeTree other = new ZnodeTree();
        tree.adopt(other);
        assertThatThrownBy(() -> new Txns(other).create("/a", "")).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> tree.adopt(tree)).isInstanceOf(IllegalArgumentException.class);
        assertThat(tree.find("/zookeeper")).isNotNull();
    }
}
