// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.paddock.zab.sim.Run.Weather;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * As many ensembles as fit into the time: {@code -Dsim.runs=M} plays M seeds, {@code -Dsim.from=N} says where to begin, {@code -Dsim.seed=N} plays one
 * and prints its story, {@code -Dsim.storm=true} has all of them reconfigured without end, {@code -Dsim.lines=true} has an
 * operator change their lines, {@code -Dsim.losses=true} has any number of their disks lost.
 */
class SimulationTest {
    private static final long SECONDS_BY_DEFAULT = 45;
    private static final long SECONDS_OF_STORM = 15;
    private static final long SECONDS_OF_LINES = 15;
    private static final long SECONDS_OF_LOSSES = 15;
    private static final long RUNS_BY_DEFAULT = 20_000;

    @Test
    void whateverGoesWrongNothingAcknowledgedIsLostAndAllEndsWell() {
        Long seed = Long.getLong("sim.seed");
        if (seed != null) {
            Run run = Run.of(seed, Weather.asked());
            System.out.println(run.story(Sabotage::new));
            assertThat(run.play(Sabotage::new, false).failure()).isEmpty();
        } else {
            play(Weather.asked(), SECONDS_BY_DEFAULT);
        }
    }

    @Test
    void alsoInAStormOfReconfigurations() {
        boolean isAskedForSomethingElse = Long.getLong("sim.seed") != null || Long.getLong("sim.runs") != null;
        assumeFalse(isAskedForSomethingElse);
        play(Weather.STORM, SECONDS_OF_STORM);
    }

    @Test
    void alsoWhileAnOperatorChangesMembersByNewLinesAndRestarts() {
        boolean isAskedForSomethingElse = Long.getLong("sim.seed") != null || Long.getLong("sim.runs") != null;
        assumeFalse(isAskedForSomethingElse);
        play(Weather.LINES, SECONDS_OF_LINES);
    }

    @Test
    void alsoWhereAnyNumberOfDisksIsLost() {
        boolean isAskedForSomethingElse = Long.getLong("sim.seed") != null || Long.getLong("sim.runs") != null;
        assumeFalse(isAskedForSomethingElse);
        play(Weather.LOSSES, SECONDS_OF_LOSSES, RUNS_BY_DEFAULT);
    }

    private static void play(Weather weather, long seconds) {
        play(weather, seconds, RUNS_BY_DEFAULT);
    }

    private static void play(Weather weather, long seconds, long runsByDefault) {
        Long runs = Long.getLong("sim.runs");
        long from = Long.getLong("sim.from", 1);
        long end = runs == null ? System.nanoTime() + seconds * 1_000_000_000L : Long.MAX_VALUE;
        AtomicLong played = new AtomicLong();
        AtomicLong steps = new AtomicLong();
        AtomicLong committed = new AtomicLong();
        List<Long> failed = LongStream.range(from, from + (runs == null ? runsByDefault : runs))
                .parallel()
                .filter(each -> {
                    if (System.nanoTime() > end) {
                        return false;
                    }
                    Run.Result result = Run.of(each, weather).play(Sabotage::new, false);
                    played.incrementAndGet();
                    steps.addAndGet(result.steps());
                    committed.addAndGet(result.committed());
                    return result.failure().isPresent();
                })
                .boxed()
                .limit(runs == null ? 1 : 20)
                .toList();
        System.out.printf(
                "simulator, %s: %d runs, %d events, %d txns committed, failed seeds %s%n",
                weather, played.get(), steps.get(), committed.get(), failed);
        if (!failed.isEmpty()) {
            fail(Run.of(failed.get(0), weather).story(Sabotage::new));
        }
        assertThat(played.get()).isPositive();
        assertThat(committed.get()).as("the ensembles did something").isGreaterThan(10 * played.get());
    }
}
