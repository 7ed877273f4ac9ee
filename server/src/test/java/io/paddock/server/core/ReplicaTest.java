// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import static io.paddock.server.core.ManualMember.create;
import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.txn.Txn;
import io.paddock.protocol.txn.TxnDigest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Applying what other members have decided. */
class ReplicaTest {
    private final ManualMember member = new ManualMember(ManualParts.SHARED);
    private final Replica replica = member.replica;
    private final List<String> applied = new ArrayList<>();

    ReplicaTest() {
        replica.listener((txn, result) -> applied.add(txn.header().zxid() + " " + result.err() + " "
                + member.kit.tree.gate().isLocked()));
    }

    @Test
    void committedTxnIsVisibleOnlyAfterThePass() {
        member.commit(1, 1, create("/a"));
        assertThat(replica.hasNext()).isTrue();
        assertThat(member.kit.tree.find("/a")).isNull();
        assertThat(replica.pass()).isTrue();
        assertThat(member.kit.tree.find("/a")).isNotNull();
        assertThat(replica.hasNext()).isFalse();
        assertThat(replica.pass()).isFalse();
    }

    @Test
    void txnsAreAppliedInTheirOrderAndToldInsideTheGate() {
        member.commit(1, 1, create("/a"));
        member.commit(2, 1, create("/a/b"));
        member.commit(1, 2, new Txn.Error(-110));
        member.commit(1, 3, new Txn.Delete(OpCode.DELETE, "/a/b"));
        replica.pass();
        assertThat(applied).containsExactly("1 0 true", "2 0 true", "3 -110 true", "4 0 true");
        assertThat(member.kit.tree.find("/a").numChildren()).isZero();
        assertThat(member.kit.tree.lastZxid()).isEqualTo(4);
    }

    @Test
    void multiIsAppliedAsAWhole() {
        member.commit(1, 1, new Txn.Multi(List.of(create("/a"), create("/a/b"))));
        replica.pass();
        assertThat(applied).containsExactly("1 0 true");
        assertThat(member.kit.tree.find("/a/b")).isNotNull();
    }

    @Test
    void zxidIsToldAtWhichTheTreeDiffersFromTheRecordedDigest() {
        member.commit(1, 1, create("/a"));
        replica.pass();
        long good = member.kit.tree.digest();
        member.commit(1, 2, new Txn.Error(-101), new TxnDigest(TxnDigest.VERSION, good));
        replica.pass();
        assertThat(member.differences).isEmpty();
        member.commit(1, 3, create("/b"), new TxnDigest(TxnDigest.VERSION, good + 1));
        replica.pass();
        assertThat(member.differences).containsExactly(3L);
    }

    @Test
    void onlyTheNewestListenerIsTold() {
        List<Long> newest = new ArrayList<>();
        replica.listener((txn, result) -> newest.add(txn.header().zxid()));
        member.commit(1, 1, create("/a"));
        replica.pass();
        assertThat(applied).isEmpty();
        assertThat(newest).containsExactly(1L);
    }
}
