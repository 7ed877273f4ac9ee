// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.Id;
import io.paddock.protocol.txn.Txn;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TreeLoaderTest {
    private static final List<Acl> DIGEST_ACL = List.of(new Acl(Acl.ALL, new Id("digest", "bob:x")));

    private final TreeLoader loader = new TreeLoader(true);

    @Test
    void loadedCopyIsTheSameTree() {
        ZnodeTree tree = new ZnodeTree();
        Txns txns = new Txns(tree);
        txns.apply(new Txn.CreateSession(30_000));
        txns.create("/a", "data");
        txns.create("/a/b", null);
        txns.create("/a/b/c", "");
        txns.createEphemeral("/a/b/e", "eph");
        txns.apply(new Txn.CreateContainer("/a/box", Txns.bytes("c"), Acl.READ_ONLY, txns.nextCreates("/a/box")));
        txns.create("/a/box/in", "");
        txns.apply(new Txn.CreateTtl("/a/ttl", Txns.bytes("t"), DIGEST_ACL, txns.nextCreates("/a/ttl"), 5000));
        txns.setAcl("/a/b", DIGEST_ACL);
        txns.setData("/a/b", "now not null");
        txns.delete("/a/b/c");

        ZnodeTree copy = FuzzyCopy.of(tree);
        assertThat(TreeText.of(copy)).isEqualTo(TreeText.of(tree));
        assertThat(copy.aclTable().ids()).isEqualTo(tree.aclTable().ids());
        assertThat(copy.containers()).extracting(Znode::path).containsExactly("/a/box");
        assertThat(copy.find("/a/ttl").ttlMillis()).isEqualTo(5000);
        assertThat(copy.find("/a/ttl").ephemeralOwner()).isZero();
    }

    @Test
    void refusesInvalidTrees() {
        assertThatThrownBy(() -> node("/a")).isInstanceOf(InvalidTree.class).hasMessageContaining("/a");
        node("");
        assertThatThrownBy(() -> node("")).isInstanceOf(InvalidTree.class);
        node("/a");
        assertThatThrownBy(() -> node("/b/c")).isInstanceOf(InvalidTree.class).hasMessageContaining("parent /b");
        assertThatThrownBy(() -> node("/a")).isInstanceOf(InvalidTree.class);
        assertThatThrownBy(() -> node("noslash")).isInstanceOf(InvalidTree.class);
        assertThatThrownBy(() -> node("/a/")).isInstanceOf(InvalidTree.class);
        assertThatThrownBy(() -> node(null)).isInstanceOf(InvalidTree.class);
        assertThatThrownBy(() -> loader.acl(1, null)).isInstanceOf(InvalidTree.class);
        assertThatThrownBy(() -> new TreeLoader(true).finish(0)).isInstanceOf(InvalidTree.class);
    }

    @Test
    void takesZnodesInAnyOrderThatHasParentsFirst() {
        for (String path : new String[] {"", "/a", "/b", "/ab", "/a/x", "/b/x", "/a/x/y", "/ab/x", "/a/z", "/b/x/y"}) {
            node(path);
        }
        ZnodeTree tree = loader.finish(9);
        for (String path : new String[] {"/a/x/y", "/ab/x", "/b/x/y", "/a/z"}) {
            assertThat(tree.find(path)).as(path).isNotNull();
        }
        assertThat(tree.allChildrenCount("/")).isEqualTo(9);
        assertThat(tree.allChildrenCount("/a")).isEqualTo(3);
    }

    @Test
    void bytesOfAFileGiveTheSameTreeAsStrings() {
        TreeLoader fromBytes = new TreeLoader(true);
        for (String path : new String[] {
            "",
            "/a",
            "/a/b",
            "/a/b/c",
            "/a/\u00e9",
            "/a/\u00e9/b",
            "/a/\u00e9/\ud83d\ude00",
            "/a/\u00e9/\ud83d\ude00/x",
            "/a/\u4e2d",
            "/z"
        }) {
            byte[] data = path.length() % 2 == 0 ? null : path.getBytes(StandardCharsets.UTF_8);
            loader.node(path, data, -1, 1, 2, 3, 4, 5, 6, 7, 0, 8);
            byte[] name = path.getBytes(StandardCharsets.UTF_8);
            ByteBuffer file = ByteBuffer.allocate(3 + 2 * name.length).put(3, name);
            file.put(3 + name.length, data == null ? new byte[0] : data);
            int dataLength = data == null ? -1 : data.length;
            fromBytes.node(file.array(), 3, name.length, 3 + name.length, dataLength, -1, 1, 2, 3, 4, 5, 6, 7, 0, 8);
        }
        ZnodeTree expected = loader.finish(9);
        ZnodeTree tree = fromBytes.finish(9);
        assertThat(TreeText.of(tree)).isEqualTo(TreeText.of(expected));
        assertThat(tree.digest()).isEqualTo(expected.digest());
        assertThat(tree.approximateDataBytes()).isEqualTo(expected.approximateDataBytes());
    }

    @Test
    void parentMustMatchTheWholePath() {
        node("");
        node("/a");
        node("/a/b");
        assertThatThrownBy(() -> node("/aXb/c")).isInstanceOf(InvalidTree.class).hasMessageContaining("parent /aXb");
    }

    @Test
    void missingAclClosesTheZnodeUntilATxnBringsIt() {
        node("");
        loader.node("/a", null, 77, 1, 1, 1, 1, 0, 0, 0, 0, 1);
        loader.node("/b", null, 77, 2, 2, 2, 2, 0, 0, 0, 0, 2);
        ZnodeTree tree = loader.finish(0);
        assertThat(tree.find("/a").acl()).isSameAs(AclTable.UNRESOLVED);
        Txns.replay(
                List.of(new io.paddock.protocol.txn.LoggedTxn(
                        new io.paddock.protocol.txn.TxnHeader(1, 1, 1, 1, OpCode.CREATE),
                        new Txn.Create(OpCode.CREATE, "/a", null, DIGEST_ACL, false, 1),
                        null)),
                1,
                tree);
        assertThat(tree.find("/a").acl()).isEqualTo(DIGEST_ACL);
        assertThat(tree.find("/b").acl()).isSameAs(AclTable.UNRESOLVED);
        assertThat(tree.aclTable().ids()).hasSize(2);
    }

    @Test
    void dropsUnusedAclsAndNeverReusesTheirNumbers() {
        loader.acl(5, Acl.READ_ONLY);
        loader.acl(9, DIGEST_ACL);
        node("");
        loader.node("/a", null, 5, 1, 1, 1, 1, 0, 0, 0, 0, 1);
        ZnodeTree tree = loader.finish(1);
        assertThat(tree.aclTable().ids()).containsOnlyKeys(5L);
        new Txns(tree).setAcl("/a", List.of(new Acl(3, Id.ANYONE)));
        assertThat(tree.aclTable().ids()).containsOnlyKeys(10L);
    }

    private void node(String path) {
        loader.node(path, new byte[0], -1, 1, 1, 1, 1, 0, 0, 0, 0, 1);
    }
}
