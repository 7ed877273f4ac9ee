// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * A seed and what is to go wrong in it.
 *
 * @param seed everything that chance decides follows from it
 * @param weather how many reconfigurations are in the plan
 * @param faults the plan; a part of the one the seed draws, while the shortest failing part is looked for
 */
record Run(long seed, Weather weather, Options options, List<Fault> faults) {
    /** What kind of plan a seed draws. */
    enum Weather {
        /** All kinds of faults; two ensembles of five are reconfigured a few times. */
        USUAL,
        /** The same faults, amid far more reconfigurations than an operator would ask for. */
        STORM,
        /** Any number of disks is lost, a majority of them too. */
        LOSSES;

        /** The one asked for by {@code -Dsim.storm=true}, by {@code -Dsim.losses=true}, or by neither. */
        static Weather asked() {
            if (Boolean.getBoolean("sim.losses")) {
                return LOSSES;
            }
            return Boolean.getBoolean("sim.storm") ? STORM : USUAL;
        }
    }

    /** What came of a run. @param failure the broken promise, or what our own checks threw */
    record Result(Optional<RuntimeException> failure, long steps, int committed, List<String> trace) {}

    static Run of(long seed) {
        return of(seed, Weather.USUAL);
    }

    static Run of(long seed, Weather weather) {
        SplittableRandom random = new SplittableRandom(seed);
        Options drawn = Options.draw(random.split());
        if (weather == Weather.LOSSES) {
            Options losing = drawn.asLosing();
            return new Run(seed, weather, losing, Fault.losses(random.split(), losing));
        }
        Options options = weather == Weather.STORM ? drawn.asDynamic(random.split()) : drawn;
        List<Fault> faults = Fault.draw(random.split(), options);
        if (weather == Weather.STORM) {
            faults.addAll(Fault.storm(random.split(), options));
        }
        return new Run(seed, weather, options, faults);
    }

    Result play(Supplier<Sabotage> sabotage, boolean isTraced) {
        Trace trace = new Trace(isTraced);
        Simulation simulation = new Simulation(seed, faults, options, sabotage.get(), trace);
        Optional<RuntimeException> failure = Optional.empty();
        try {
            simulation.run();
        } catch (Violation | IllegalStateException broken) {
            failure = Optional.of(broken);
        }
        return new Result(failure, simulation.steps(), simulation.committed(), trace.lines());
    }

    /** Drops one fault after the other as long as the run still fails. */
    Run shortest(Supplier<Sabotage> sabotage) {
        for (int i = 0; i < faults.size(); i++) {
            List<Fault> fewer = new ArrayList<>(faults);
            fewer.remove(i);
            Run run = new Run(seed, weather, options, fewer);
            if (run.play(sabotage, false).failure().isPresent()) {
                return run.shortest(sabotage);
            }
        }
        return this;
    }

    /** Everything one needs to understand a failure: the command, the plan, the story. */
    String story(Supplier<Sabotage> sabotage) {
        Run shortest = shortest(sabotage);
        Result result = shortest.play(sabotage, true);
        StringBuilder story = new StringBuilder();
        story.append("\nseed ")
                .append(seed)
                .append(": ")
                .append(result.failure().map(Throwable::getMessage).orElse("passes"));
        story.append(
                        "\nreplay: mvn -pl zab -am test -Dtest=SimulationTest -Dsurefire.failIfNoSpecifiedTests=false -Dsim.seed=")
                .append(seed)
                .append(
                        weather == Weather.USUAL
                                ? ""
                                : weather == Weather.STORM ? " -Dsim.storm=true" : " -Dsim.losses=true");
        story.append("\n").append(options);
        story.append("\nthe shortest part of the plan that fails:");
        shortest.faults().forEach(fault -> story.append("\n  ").append(fault));
        story.append("\n");
        result.trace().forEach(line -> story.append(line).append('\n'));
        return story.toString();
    }
}
