// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.protocol.txn.Txn;
import io.paddock.protocol.txn.TxnDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RandomTxnsTest {
    private static final int SEEDS = 40;

    @Test
    void treeAgreesWithTheModel() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            RandomTxns txns = new RandomTxns(random);
            txns.closeNamesPaths = false;
            ZnodeTree tree = new ZnodeTree();
            for (int i = 0; i < 600; i++) {
                Txn txn = txns.next();
                TxnDigest digest = new TxnDigest(2, txns.model.digest());
                tree.apply(txns.header, txn, digest, ChangeListener.NONE);
                if (tree.digests().mismatches() != 0) {
                    throw new AssertionError("seed " + seed + ": digest differs after " + txns.header + " " + txn);
                }
            }
            compare("seed " + seed, tree, txns.model);
        }
    }

    @Test
    void fuzzyCopyPlusReplayIsTheSameTreeEachTime() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(1000 + seed);
            RandomTxns txns = new RandomTxns(random);
            ZnodeTree tree = new ZnodeTree();
            List<LoggedTxn> log = new ArrayList<>();
            for (int i = random.nextInt(600); i > 0; i--) {
                apply(txns, tree, log);
            }
            FuzzyCopy copy = new FuzzyCopy(tree);
            int pace = 1 + random.nextInt(20);
            while (copy.next(1 + random.nextInt(10))) {
                for (int i = random.nextInt(pace); i > 0; i--) {
                    apply(txns, tree, log);
                }
            }
            for (int i = random.nextInt(50); i > 0; i--) {
                apply(txns, tree, log);
            }
            ZnodeTree restored = copy.finish();
            for (int round = 1; round <= 3; round++) {
                Txns.replay(log, copy.zxid() + 1, restored);
                assertThat(TreeText.difference(restored, tree))
                        .as("seed %d, replayed %d times", seed, round)
                        .isEmpty();
                assertThat(new HashSet<>(restored.aclTable().ids().values()))
                        .as("seed %d", seed)
                        .isEqualTo(new HashSet<>(tree.aclTable().ids().values()));
            }
        }
    }

    @Test
    void walkVisitsRemainingZnodesOnceAndParentsFirst() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(2000 + seed);
            RandomTxns txns = new RandomTxns(random);
            ZnodeTree tree = new ZnodeTree();
            List<LoggedTxn> log = new ArrayList<>();
            for (int i = 0; i < 800; i++) {
                apply(txns, tree, log);
            }
            Set<String> staying = new HashSet<>(txns.model.nodes.keySet());
            FuzzyCopy copy = new FuzzyCopy(tree);
            boolean more = true;
            while (more) {
                more = copy.next(1 + random.nextInt(5));
                for (int i = random.nextInt(8); i > 0; i--) {
                    apply(txns, tree, log);
                    long deletedBefore = txns.header.zxid();
                    staying.removeIf(path ->
                            !txns.model.nodes.containsKey(path) || txns.model.nodes.get(path).czxid == deletedBefore);
                }
            }
            assertThat(copy.visited).as("seed " + seed).doesNotHaveDuplicates().containsAll(staying);
            Set<String> seen = new HashSet<>();
            for (String path : copy.visited) {
                assertThat(path.isEmpty() || seen.contains(ModelTree.parent(path)))
                        .as(path)
                        .isTrue();
                seen.add(path);
            }
        }
    }

    private static void apply(RandomTxns txns, ZnodeTree tree, List<LoggedTxn> log) {
        Txn txn = txns.next();
        log.add(new LoggedTxn(txns.header, txn, null));
        tree.apply(txns.header, txn, null, ChangeListener.NONE);
    }

    private static void compare(String seed, ZnodeTree tree, ModelTree model) {
        assertThat(tree.nodeCount()).as(seed).isEqualTo(model.nodes.size() + 1);
        assertThat(tree.approximateDataBytes()).as(seed).isEqualTo(model.approximateDataBytes());
        assertThat(new TreeMap<>(tree.sessions())).as(seed).isEqualTo(model.sessions);
        model.nodes.forEach((path, expected) -> {
            Znode znode = tree.find(path);
            String where = seed + " " + path;
            assertThat(znode).as(where).isNotNull();
            assertThat(znode.path()).as(where).isEqualTo(path.isEmpty() ? "/" : path);
            assertThat(znode.data()).as(where).isEqualTo(expected.data);
            assertThat(znode.acl()).as(where).isEqualTo(expected.acl);
            assertThat(znode.creates()).as(where).isEqualTo(expected.creates);
            assertThat(znode.pzxid()).as(where).isEqualTo(expected.pzxid);
            assertThat(znode.owner()).as(where).isEqualTo(expected.owner);
            assertThat(znode.childNames())
                    .as(where)
                    .containsExactlyInAnyOrderElementsOf(model.children(path).stream()
                            .map(each -> each.substring(each.lastIndexOf('/') + 1))
                            .toList());
        });
        for (long session : model.sessions.keySet()) {
            assertThat(tree.ephemerals(session))
                    .as(seed)
                    .containsExactlyInAnyOrderElementsOf(model.ephemerals(session));
        }
        assertThat(tree.containers().size() + tree.ttls().size()).as(seed).isEqualTo((int) model.nodes.values().stream()
                .map(each -> NodeKind.of(each.owner))
                .filter(kind -> kind == NodeKind.CONTAINER || kind == NodeKind.TTL)
                .count());
    }
}
