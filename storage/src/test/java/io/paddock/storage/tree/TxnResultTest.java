// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.txn.Txn;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** What the client and the watches learn from each txn. */
class TxnResultTest {
    private final ZnodeTree tree = new ZnodeTree();
    private final Txns txns = new Txns(tree);
    private final List<String> heard = new ArrayList<>();
    private final ChangeListener listener = new ChangeListener() {
        @Override
        public void created(String path, Znode znode, Znode parent) {
            heard.add("created " + path + " in " + parent.path());
        }

        @Override
        public void deleted(String path, Znode znode, Znode parent) {
            heard.add("deleted " + path + " in " + parent.path() + (znode.isDetached() ? "" : ", still attached"));
        }

        @Override
        public void dataChanged(String path, Znode znode) {
            heard.add("changed " + path);
        }
    };

    @Test
    void multiReportsItsPartsInOrder() {
        TxnResult result = apply(new Txn.Multi(List.of(
                txns.createTxn(OpCode.CREATE, "/a", "1", false),
                new Txn.Create(OpCode.CREATE2, "/a/b", null, null, false, 1),
                new Txn.SetData(OpCode.SET_DATA, "/", Txns.bytes("root"), 1),
                new Txn.Check("/a", 1),
                new Txn.Delete(OpCode.DELETE, "/a/b"))));
        assertThat(heard).containsExactly("created /a in /", "created /a/b in /a", "changed /", "deleted /a/b in /a");
        assertThat(result.err()).isZero();
        assertThat(result.parts())
                .extracting(TxnResult::type)
                .containsExactly(OpCode.CREATE, OpCode.CREATE2, OpCode.SET_DATA, OpCode.CHECK, OpCode.DELETE);
        assertThat(result.parts().get(1).path()).isEqualTo("/a/b");
        assertThat(result.parts().get(1).stat().czxid()).isEqualTo(1);
        assertThat(result.parts().get(2).stat()).isEqualTo(tree.find("/").stat());
        assertThat(result.parts().get(3).stat()).isNull();
        assertThat(result.parts().get(4).stat()).isNull();
    }

    @Test
    void aFailedMultiDoesNothingAndSaysWhy() {
        TxnResult result = apply(new Txn.Multi(
                List.of(txns.createTxn(OpCode.CREATE, "/a", "1", false), new Txn.Error(-103), new Txn.Error(-2))));
        assertThat(heard).isEmpty();
        assertThat(tree.find("/a")).isNull();
        assertThat(tree.lastZxid()).isEqualTo(1);
        assertThat(result.err()).isEqualTo(-103);
        assertThat(result.parts()).extracting(TxnResult::err).containsExactly(0, -103, -2);
        assertThat(result.parts()).extracting(TxnResult::type).containsOnly(OpCode.ERROR);
    }

    @Test
    void closingASessionReportsEachEphemeral() {
        txns.apply(new Txn.CreateSession(1000));
        txns.createEphemeral("/e1", "");
        txns.createEphemeral("/e2", "");
        assertThat(tree.ephemerals(txns.sessionId)).containsExactlyInAnyOrder("/e1", "/e2");
        apply(new Txn.CloseSession(List.of("/e2", "/gone")));
        assertThat(heard).containsExactly("deleted /e2 in /", "deleted /e1 in /");
        assertThat(tree.sessions()).isEmpty();
        assertThat(tree.ephemerals(txns.sessionId)).isEmpty();
    }

    @Test
    void impossibleTxnGivesAResultAndNoException() {
        for (String path : new String[] {null, "", "x", "/", "/no/parent", "/zookeeper/", "//"}) {
            TxnResult result = apply(new Txn.Create(OpCode.CREATE, path, null, null, false, 1));
            assertThat(result.err()).as("create " + path).isEqualTo(ErrorCode.NO_NODE.code());
        }
        for (String path : new String[] {null, "x", "/", "/absent", "/no/parent", "/zookeeper/"}) {
            assertThat(apply(new Txn.Delete(OpCode.DELETE, path)).err())
                    .as("delete " + path)
                    .isEqualTo(ErrorCode.NO_NODE.code());
        }
        for (String path : new String[] {null, "x", "/absent"}) {
            assertThat(apply(new Txn.SetData(OpCode.SET_DATA, path, null, 1)).err())
                    .isEqualTo(-101);
            assertThat(apply(new Txn.SetAcl(path, null, 1)).err()).isEqualTo(-101);
        }
        assertThat(apply(new Txn.Create(OpCode.CREATE, "/zookeeper", null, null, false, 1))
                        .err())
                .isEqualTo(-110);
        assertThat(apply(new Txn.Error(-110)).err()).isEqualTo(-110);
        assertThat(heard).isEmpty();
        assertThat(tree.nodeCount()).isEqualTo(5);
    }

    /**
     * A client may nest as deep as its frames are long. The stack is small here, so that little depth is
     * enough to show an overflow.
     */
    @Test
    void aDeepTreeDoesNotOverflowTheStack() throws Exception {
        FutureTask<Void> deep = new FutureTask<>(this::nestAndDelete, null);
        Thread thread = new Thread(null, deep, "small-stack", 160 * 1024);
        thread.start();
        deep.get();
        assertThat(tree.nodeCount()).isEqualTo(5);
    }

    private void nestAndDelete() {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < 4_000; i++) {
            txns.create(path.append("/d").toString(), "");
        }
        assertThat(tree.allChildrenCount("/d")).isEqualTo(3_999);
        assertThat(tree.find(path.toString()).path()).isEqualTo(path.toString());
        apply(new Txn.Delete(OpCode.DELETE, "/d"));
    }

    private TxnResult apply(Txn txn) {
        return txns.apply(txn, null, listener);
    }
}
