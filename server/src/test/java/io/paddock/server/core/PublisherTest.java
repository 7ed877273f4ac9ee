// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paddock.storage.tree.TreeGate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How changes are shown to the event loops: in holds of the gate of limited length. */
class PublisherTest {
    private final TreeGate gate = new TreeGate();
    /** "hold" when the publisher reads the clock before it takes the gate, "step" for each step. */
    private final List<String> events = new ArrayList<>();

    private final List<Shard> shards = new ArrayList<>();
    private final Clock clock = new Clock() {
        @Override
        public long wallMillis() {
            events.add("hold");
            return 5;
        }

        @Override
        public long monotonicMillis() {
            throw new AssertionError("not asked");
        }
    };
    private final Publisher publisher = new Publisher(gate, clock, shards);

    private Publisher.Steps steps(int count, int changesPerStep) {
        return new Publisher.Steps() {
            private int left = count;

            @Override
            public boolean hasNext() {
                return left > 0;
            }

            @Override
            public int next(long nowMillis) {
                assertThat(gate.isLocked()).isTrue();
                assertThat(nowMillis).isEqualTo(5);
                left--;
                events.add("step");
                return changesPerStep;
            }
        };
    }

    @Test
    void withoutStepsTheGateIsNotTaken() {
        assertThat(publisher.publish(steps(0, 0))).isFalse();
        assertThat(events).isEmpty();
    }

    @Test
    void allStepsAreTakenInsideTheGate() {
        assertThat(publisher.publish(steps(3, 1))).isTrue();
        assertThat(events).containsExactly("hold", "step", "step", "step");
        assertThat(gate.isLocked()).isFalse();
    }

    @Test
    void gateIsLetGoAfter256Steps() {
        publisher.publish(steps(257, 1));
        List<String> expected = new ArrayList<>(List.of("hold"));
        expected.addAll(Collections.nCopies(256, "step"));
        expected.addAll(List.of("hold", "step"));
        assertThat(events).isEqualTo(expected);
    }

    @Test
    void gateIsLetGoAfter4096ChangedZnodes() {
        publisher.publish(steps(3, 2048));
        assertThat(events).containsExactly("hold", "step", "step", "hold", "step");
    }

    @Test
    void loopsDeliverAfterEachHoldAndOutsideTheGate() {
        Shard shard = new Shard(Runnable::run, gate, () -> {});
        shards.add(shard);
        publisher.publish(new Publisher.Steps() {
            private int left = 2;

            @Override
            public boolean hasNext() {
                return left > 0;
            }

            @Override
            public int next(long nowMillis) {
                String name = "delivery " + left--;
                shard.put(() -> events.add(name + " while locked: " + gate.isLocked()));
                return 5000;
            }
        });
        assertThat(events)
                .containsExactly("hold", "delivery 2 while locked: false", "hold", "delivery 1 while locked: false");
    }

    @Test
    void onlyLoopsWithADeliveryAreWoken() {
        List<Runnable> first = new ArrayList<>();
        List<Runnable> second = new ArrayList<>();
        shards.add(new Shard(first::add, gate, () -> {}));
        shards.add(new Shard(second::add, gate, () -> {}));
        publisher.putOut(shards.get(1), () -> {});
        assertThat(first).isEmpty();
        assertThat(second).hasSize(1);
    }

    @Test
    void gateIsLetGoWhenAStepFails() {
        Runnable failing = () -> {
            throw new IllegalStateException("as if a step had failed");
        };
        assertThatThrownBy(() -> publisher.publish(failing)).hasMessage("as if a step had failed");
        assertThat(gate.isLocked()).isFalse();
    }
}
