// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.durability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The model that the crash tests judge by: it tells a half-done write from a whole one. */
class SubtreeModelTest {
    private static final long SESSION = 7;
    private static final Op CREATE = new Op.Create("/r/a", "x", 0);
    private static final Op SET = new Op.SetData("/r", "y", 0);

    private final SubtreeModel whole = SubtreeModel.of("/r", "root");
    private final SubtreeModel other = SubtreeModel.of("/r", "root");

    private static int error(SubtreeModel model, Op op) {
        return model.apply(op, SESSION, 0).error();
    }

    @Test
    void partOfAMultiIsReported() {
        SubtreeModel nothing = other.copy();
        assertThat(error(whole, new Op.Multi(List.of(CREATE, SET)))).isZero();
        error(other, CREATE);
        assertThat(whole.difference(other)).contains("/r is");
        assertThat(nothing.difference(other)).contains("/r is");
        error(other, SET);
        assertThat(whole.difference(other)).isNull();
    }

    @Test
    void aFailedMultiLeavesNothing() {
        Op failing = new Op.Delete("/r/none", -1);
        assertThat(error(whole, new Op.Multi(List.of(CREATE, SET, failing)))).isEqualTo(-101);
        assertThat(whole.difference(other)).isNull();
    }

    @Test
    void aSequenceNumberIsNotUsedTwice() {
        Op sequential = new Op.Create("/r/s-", "x", Op.SEQUENTIAL);
        assertThat(whole.apply(sequential, SESSION, 0).path()).isEqualTo("/r/s-0000000000");
        assertThat(error(whole, new Op.Delete("/r/s-0000000000", 0))).isZero();
        assertThat(whole.apply(sequential, SESSION, 0).path()).isEqualTo("/r/s-0000000001");
        error(other, new Op.Create("/r/s-0000000001", "x", 0));
        assertThat(whole.difference(other)).contains("/r is");
    }

    @Test
    void versionsAndZxidsCount() {
        assertThat(error(whole, new Op.SetData("/r", "y", 1))).isEqualTo(-103);
        assertThat(error(whole, SET)).isZero();
        assertThat(whole.difference(other)).isNotNull();
        other.apply(SET, SESSION, 5);
        assertThat(whole.difference(other)).isNull();
        SubtreeModel later = SubtreeModel.of("/r", "root");
        later.apply(SET, SESSION, 6);
        assertThat(later.difference(other)).contains("/r is");
    }

    @Test
    void endOfASessionDeletesOnlyItsEphemerals() {
        error(whole, CREATE);
        error(other, CREATE);
        Op ephemeral = new Op.Create("/r/e", "x", Op.EPHEMERAL);
        assertThat(error(whole, ephemeral)).isZero();
        assertThat(error(whole, new Op.Create("/r/e/child", "x", 0))).isEqualTo(-108);
        assertThat(error(whole, new Op.CloseSession())).isZero();
        error(other, ephemeral);
        assertThat(whole.difference(other)).isNotNull();
        error(other, new Op.Delete("/r/e", 0));
        assertThat(whole.difference(other)).isNull();
    }

    @Test
    void repeatedOrMissingQueueEntryIsReported() {
        Op enqueue = new Op.Enqueue("/queue/w-", "w#1");
        error(whole, enqueue);
        assertThat(whole.difference(other)).contains("w#1");
        other.queuedAs("w#1", "/queue/w-0000000003");
        assertThat(whole.difference(other)).isNull();
        error(other, new Op.Dequeue("/queue/w-0000000003", "w#1"));
        assertThat(whole.difference(other)).contains("w#1");
    }
}
