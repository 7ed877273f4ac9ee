// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import io.paddock.bench.load.LoadPlan;
import io.paddock.bench.load.LoadResult;
import io.paddock.bench.load.LoadRun;
import io.paddock.bench.load.OpMix;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/** A mix of operations in a closed loop. */
record LoadScenario(String id, String mix, int connections, int outstanding, boolean spin, Place place, LoadRows filled)
        implements Scenario {
    private static final int VALUE_BYTES = 100;
    private static final int KEYS = 1000;

    /** Finds or starts the target of the load. */
    interface Place {
        Target on(Stage stage) throws IOException, InterruptedException;
    }

    static LoadScenario many(String id, String mix, Place place, LoadRows filled) {
        return new LoadScenario(id, mix, 32, 16, false, place, filled);
    }

    static LoadScenario alone(String id, String mix, boolean spin, Place place, Row p50) {
        return new LoadScenario(id, mix, 1, 1, spin, place, LoadRows.median(p50));
    }

    @Override
    public Set<Row> rows() {
        return filled.all();
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        Target target = place.on(stage);
        LoadResult result = new LoadRun(plan(target, stage.settings(), 0), target.cpu(), stage.progress(id)).result();
        filled.put(stage, result);
        if (result.errors().total() > 0) {
            stage.note(id + ": error codes and how often: " + result.errors());
        }
    }

    LoadPlan plan(Target target, Settings settings, double perSecond) {
        // The JVM of each server compiles its own code. On one machine, all of them do this on the same
        // cores.
        Duration warmUp = settings.warmUp().multipliedBy(target.dial().servers().size());
        return new LoadPlan(
                target.dial(),
                1,
                spin,
                connections,
                outstanding,
                OpMix.parse(mix),
                perSecond,
                VALUE_BYTES,
                KEYS,
                1,
                0,
                "/bench",
                warmUp,
                settings.duration());
    }
}
