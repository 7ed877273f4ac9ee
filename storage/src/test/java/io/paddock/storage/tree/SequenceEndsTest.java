// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.txn.Txn;
import io.paddock.storage.tree.SequenceEnds.Parent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SequenceEndsTest {
    private static final int LAST = Integer.MAX_VALUE;
    private static final int VERY_NEAR = (int) (LAST * 99L / 100);

    private final List<String> warnings = new ArrayList<>();
    private final SequenceEnds ends = new SequenceEnds(warnings::add);
    private final ZnodeTree tree = new ZnodeTree();
    private final Txns txns = new Txns(tree);

    /** Creates a child of /q, so that the parent has had {@code parentCreates} creates. */
    private void createChild(String name, int parentCreates) {
        txns.apply(new Txn.Create(OpCode.CREATE, "/q/" + name, new byte[0], Acl.OPEN, false, parentCreates));
    }

    @Test
    void parentFarFromItsEndIsNotReported() {
        txns.create("/q", "");
        createChild("a", SequenceEnds.NEAR - 1);

        assertThat(tree.sequenceEnds().count()).isZero();
        assertThat(tree.sequenceEnds().highest()).isZero();
    }

    @Test
    void aParentIsWarnedAboutOncePerThreshold() {
        Znode parent = parentWith("/q", SequenceEnds.NEAR);
        ends.near(parent);
        ends.near(parent);
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("/q come near their end: " + SequenceEnds.NEAR + " of " + LAST);

        for (int creates : new int[] {VERY_NEAR, VERY_NEAR + 1, LAST - 1}) {
            parent.childrenChanged(creates, 1);
            ends.near(parent);
        }
        assertThat(warnings).hasSize(2);

        parent.childrenChanged(LAST, 1);
        ends.near(parent);
        ends.near(parent);
        assertThat(warnings).hasSize(3).last().asString().contains("/q are used up");
        assertThat(ends.all()).containsExactly(new Parent("/q", LAST));
        assertThat(ends.highest()).isEqualTo(LAST);
    }

    private Znode parentWith(String path, int creates) {
        txns.create(path, "");
        Znode parent = tree.find(path);
        parent.childrenChanged(creates, 1);
        return parent;
    }

    @Test
    void countStopsAtTheLastNumber() {
        txns.create("/q", "");
        createChild("f", LAST);
        createChild("g", LAST + 1);

        assertThat(tree.find("/q").creates()).isEqualTo(LAST);
        assertThat(tree.sequenceEnds().all()).containsExactly(new Parent("/q", LAST));
    }

    @Test
    void deletedParentIsForgottenAndStartsAgain() {
        txns.create("/q", "");
        createChild("a", VERY_NEAR);
        txns.delete("/q/a");
        txns.delete("/q");
        txns.create("/q", "");
        assertThat(tree.sequenceEnds().count()).isZero();

        createChild("a", SequenceEnds.NEAR);
        assertThat(tree.sequenceEnds().all()).containsExactly(new Parent("/q", SequenceEnds.NEAR));
    }

    @Test
    void aSnapshotShowsTheParentsNearTheirEnd() {
        txns.create("/q", "");
        createChild("a", LAST);
        ZnodeTree copy = FuzzyCopy.of(tree);

        assertThat(copy.sequenceEnds().all()).containsExactly(new Parent("/q", LAST));
    }

    @Test
    void adoptingATreeAdoptsItsReportedParents() {
        txns.create("/q", "");
        createChild("a", LAST);
        ZnodeTree other = new ZnodeTree();
        other.adopt(tree);

        assertThat(other.sequenceEnds().all()).containsExactly(new Parent("/q", LAST));
    }

    @Test
    void rootIsAParentToo() {
        txns.apply(new Txn.Create(OpCode.CREATE, "/a", new byte[0], Acl.OPEN, false, VERY_NEAR));

        assertThat(tree.sequenceEnds().all()).containsExactly(new Parent("/", VERY_NEAR));
    }

    @Test
    void memoryForReportedParentsIsBounded() {
        for (int i = 0; i < 1100; i++) {
            ends.near(parentWith("/p" + i, SequenceEnds.NEAR));
        }

        assertThat(ends.count()).isEqualTo(1000);
        assertThat(warnings).hasSize(1001).last().asString().contains("more than 1000 parents");
    }
}
