// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * As many ensembles as fit into the time: {@code -Dsim.runs=M} plays M seeds, {@code -Dsim.from=N} says where to begin, {@code -Dsim.seed=N} plays one
 * and prints its story.
 */
class SimulationTest {
    private static final long SECONDS_BY_DEFAULT = 45;
    private static final long RUNS_BY_DEFAULT = 20_000;

    @Test
    void whateverGoesWrongNothingAcknowledgedIsLostAndAllEndsWell() {
        Long seed = Long.getLong("sim.seed");
        if (seed != null) {
            System.out.println(Run.of(seed).story(Sabotage::new));
            assertThat(Run.of(seed).play(Sabotage::new, false).failure()).isEmpty();
            return;
        }
        Long runs = Long.getLong("sim.runs");
        long from = Long.getLong("sim.from", 1);
        long end = runs == null ? System.nanoTime() + SECONDS_BY_DEFAULT * 1_000_000_000L : Long.MAX_VALUE;
        AtomicLong played = new AtomicLong();
        AtomicLong steps = new AtomicLong();
        AtomicLong committed = new AtomicLong();
        List<Long> failed = LongStream.range(from, from + (runs == null ? RUNS_BY_DEFAULT : runs))
                .parallel()
                .filter(each -> {
                    if (System.nanoTime() > end) {
                        return false;
                    }
                    Run.Result result = Run.of(each).play(Sabotage::new, false);
                    played.incrementAndGet();
                    steps.addAndGet(result.steps());
                    committed.addAndGet(result.committed());
                    return result.failure().isPresent();
                })
                .boxed()
                .limit(runs == null ? 1 : 20)
                .toList();
        System.out.printf(
                "simulator: %d runs, %d events, %d txns committed, failed seeds %s%n",
                played.get(), steps.get(), committed.get(), failed);
        if (!failed.isEmpty()) {
            fail(Run.of(failed.get(0)).story(Sabotage::new));
        }
        assertThat(played.get()).isPositive();
        assertThat(committed.get()).as("the ensembles did something").isGreaterThan(10 * played.get());
    }
}
