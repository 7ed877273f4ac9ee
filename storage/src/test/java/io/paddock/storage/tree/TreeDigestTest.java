// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.txn.Txn;
import io.paddock.protocol.txn.TxnDigest;
import io.paddock.protocol.txn.TxnHeader;
import org.junit.jupiter.api.Test;

class TreeDigestTest {
    private final ZnodeTree tree = new ZnodeTree();
    private final Txns txns = new Txns(tree);

    /** ZooKeeper semantics, the table of tree digests. */
    @Test
    void equalsTheDigestsOfZooKeeper() {
        assertThat(tree.digest()).isEqualTo(1371985504L);
        txns.create("/a", "hello");
        assertThat(tree.digest()).isEqualTo(4199759314L);
        txns.createEphemeral("/a/e", null);
        assertThat(tree.digest()).isEqualTo(10304109335L);
        txns.setData("/a", "x");
        assertThat(tree.digest()).isEqualTo(7655954886L);
        txns.delete("/a/e");
        assertThat(tree.digest()).isEqualTo(5015365478L);
    }

    /**
     * ZooKeeper storage format, the worked example of a digest: a session is created first, which changes no digest.
     */
    @Test
    void equalsTheWorkedExample() {
        txns.apply(new Txn.CreateSession(30000));
        Txn create = new Txn.Create(OpCode.CREATE, "/a", Txns.bytes("alpha"), Acl.OPEN, false, 1);
        TxnHeader header = new TxnHeader(1, 1, 2, 1795322112536L, OpCode.CREATE);
        tree.apply(header, create, new TxnDigest(2, 5396197206L), ChangeListener.NONE);

        assertThat(tree.digest()).isEqualTo(5396197206L);
        assertThat(tree.digests().mismatches()).isZero();
        NodeDigest nodes = new NodeDigest();
        assertThat(nodes.of("", tree.find("/"))).isEqualTo(51738866L).isEqualTo(nodes.of("/", tree.find("/")));
        assertThat(nodes.of("/a", tree.find("/a"))).isEqualTo(4040796428L);
    }

    @Test
    void countsMismatchesAndContinues() {
        txns.apply(txns.createTxn(OpCode.CREATE, "/a", "1", false), new TxnDigest(2, 99), ChangeListener.NONE);
        assertThat(tree.digests().mismatches()).isEqualTo(1);
        assertThat(tree.find("/a")).isNotNull();
        txns.apply(txns.setDataTxn("/a", "2"), new TxnDigest(3, 99), ChangeListener.NONE);
        assertThat(tree.digests().mismatches())
                .as("version 3 cannot be compared")
                .isEqualTo(1);
    }

    @Test
    void doesNotCompareWhileTheDigestOfTheSnapshotIsPending() {
        txns.create("/a", "1");
        TreeLoader loader = new TreeLoader(true);
        loader.node("", new byte[0], -1, 0, 0, 0, 0, 0, 1, 0, 0, 1);
        loader.node("/a", new byte[0], -1, 1, 1, 1, 1, 0, 0, 0, 0, 1);
        loader.digest(4, 12345);
        ZnodeTree loaded = loader.finish(2);
        Txns more = new Txns(loaded);
        TxnDigest wrong = new TxnDigest(2, 1);

        assertThat(loaded.digests().pendingZxid()).isEqualTo(4);
        more.apply(more.setDataTxn("/a", "x"), wrong, ChangeListener.NONE);
        assertThat(loaded.digests().mismatches()).isZero();
        more.apply(more.setDataTxn("/a", "y"), wrong, ChangeListener.NONE);
        assertThat(loaded.digests().mismatches()).as("the snapshot's own").isEqualTo(1);
        assertThat(loaded.digests().pendingZxid()).isZero();
        more.apply(more.setDataTxn("/a", "z"), wrong, ChangeListener.NONE);
        assertThat(loaded.digests().mismatches()).isEqualTo(2);
    }

    @Test
    void comparesAgainIfThePendingTxnNeverComes() {
        TreeLoader loader = new TreeLoader(true);
        loader.node("", new byte[0], -1, 0, 0, 0, 0, 0, 1, 0, 0, 1);
        loader.node("/a", new byte[0], -1, 1, 1, 1, 1, 0, 0, 0, 0, 1);
        loader.digest(4, 12345);
        ZnodeTree loaded = loader.finish(2);
        Txn.SetData change = new Txn.SetData(OpCode.SET_DATA, "/a", new byte[0], 1);
        TxnHeader later = new TxnHeader(1, 1, 0x100000001L, 1, OpCode.SET_DATA);
        loaded.apply(later, change, new TxnDigest(2, 1), ChangeListener.NONE);
        assertThat(loaded.digests().mismatches()).isEqualTo(1);
        assertThat(loaded.digests().pendingZxid()).isZero();
    }

    /** As sent from one member to another. */
    @Test
    void snapshotWithoutDigestReachesToItsNewestChange() {
        TreeLoader loader = new TreeLoader(true);
        loader.node("", new byte[0], -1, 0, 0, 0, 0, 0, 1, 0, 0, 1);
        loader.node("/a", new byte[0], -1, 1, 4, 1, 4, 2, 0, 0, 0, 1);
        ZnodeTree loaded = loader.finish(2);
        Txns more = new Txns(loaded);
        TxnDigest wrong = new TxnDigest(2, 1);
        assertThat(loaded.digests().pendingZxid()).isEqualTo(4);
        more.apply(new Txn.Error(-101), wrong, ChangeListener.NONE);
        assertThat(loaded.digests().mismatches()).as("at zxid 3").isZero();
        more.apply(new Txn.Error(-101), wrong, ChangeListener.NONE);
        assertThat(loaded.digests().mismatches()).as("at zxid 4").isEqualTo(1);
        assertThat(loaded.digests().pendingZxid()).isZero();
    }

    @Test
    void comparesAtOnceWhenTheSnapshotIsNotFuzzy() {
        TreeLoader loader = new TreeLoader(true);
        loader.node("", new byte[0], -1, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        loader.digest(5, 68323592L + 1);
        ZnodeTree loaded = loader.finish(5);
        assertThat(loaded.digest()).isEqualTo(68323592L);
        assertThat(loaded.digests().mismatches()).isEqualTo(1);
        assertThat(loaded.digests().pendingZxid()).isZero();
    }

    @Test
    void remembersEvery128thAndAtMost1024() {
        txns.create("/a", "");
        while (tree.lastZxid() < 128 * 1026) {
            txns.apply(new Txn.Error(-101));
        }
        assertThat(tree.digests().marks()).hasSize(1024);
        assertThat(tree.digests().marks().get(0)).isEqualTo(new TreeDigest.Mark(3 * 128, tree.digest()));
    }

    @Test
    void isZeroWhenDisabled() {
        ZnodeTree plain = new ZnodeTree(false);
        Txns more = new Txns(plain);
        more.apply(more.createTxn(OpCode.CREATE, "/a", "1", false), new TxnDigest(2, 99), ChangeListener.NONE);
        assertThat(plain.digest()).isZero();
        assertThat(plain.digests().mismatches()).isZero();
    }
}
