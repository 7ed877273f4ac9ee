// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * A seed and the faults of its run.
 *
 * @param seed every random decision follows from it
 * @param weather how often, and how, members change in the plan
 * @param faults the plan; while the shortest failing part is looked for, a part of the plan that the seed
 * draws
 */
record Run(long seed, Weather weather, Options options, List<Fault> faults) {
    /** What kind of plan a seed draws. */
    enum Weather {
        /** All kinds of faults. Two ensembles of five are reconfigured a few times. */
        USUAL,
        /** The same faults, with far more reconfigurations than an operator would ask for. */
        STORM,
        /** The same faults, while an operator changes members by new server lines and restarts. */
        LINES,
        /** Any number of disks is lost, also a majority. */
        LOSSES;

        /**
         * The kind that {@code -Dsim.storm=true}, {@code -Dsim.lines=true} or {@code -Dsim.losses=true}
         * selects, otherwise the usual one.
         */
        static Weather asked() {
            return Arrays.stream(values())
                    .filter(each -> Boolean.getBoolean("sim." + each.key()))
                    .findFirst()
                    .orElse(USUAL);
        }

        private String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The system property that selects this kind. */
        String property() {
            return this == USUAL ? "" : " -Dsim." + key() + "=true";
        }
    }

    /**
     * The result of a run.
     * @param failure the broken promise, or the exception of one of our own checks
     */
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
        Options options =
                switch (weather) {
                    case USUAL, LOSSES -> drawn;
                    case STORM -> drawn.asDynamic(random.split());
                    case LINES -> drawn.asStatic(random.split());
                };
        List<Fault> faults = Fault.draw(random.split(), options);
        if (weather == Weather.STORM) {
            faults.addAll(Fault.storm(random.split(), options));
        }
        if (weather == Weather.LINES) {
            faults.addAll(Fault.newLines(random.split(), options));
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

    /** Drops one fault after the other, as long as the run still fails. */
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

    /** Everything that a reader needs to understand a failure: the command, the plan and the trace. */
    String story(Supplier<Sabotage> sabotage) {
        Run shortest = shortest(sabotage);
        Result result = shortest.play(sabotage, true);
        StringBuilder story = new StringBuilder();
        story.append("\nseed ")
                .append(seed)
                .append(": ")
                .append(result.failure().map(Throwable::getMessage).orElse("passes"));
        story.append("\nreplay: bin/dev seed ").append(seed).append(weather.property());
        story.append("\n").append(options);
        story.append(result.failure().isPresent() ? "\nthe shortest part of the plan that fails:" : "\nthe plan:");
        shortest.faults().forEach(fault -> story.append("\n  ").append(fault));
        story.append("\n");
        result.trace().forEach(line -> story.append(line).append('\n'));
        return story.toString();
    }
}
