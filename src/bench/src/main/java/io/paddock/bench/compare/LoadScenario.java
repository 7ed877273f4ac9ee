// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import io.paddock.bench.load.LoadPlan;
import io.paddock.bench.load.LoadResult;
import io.paddock.bench.load.LoadRun;
import io.paddock.bench.load.OpMix;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/**
 * A mix of operations in a closed loop on the shared server.
 *
 * @param cpu the row for CPU per operation, or null
 * @param rate the row for throughput, or null
 * @param p50 the row for the median latency, or null
 */
record LoadScenario(String id, String mix, int connections, int outstanding, boolean spin, Row cpu, Row rate, Row p50)
        implements Scenario {
    private static final int VALUE_BYTES = 100;
    private static final int KEYS = 1000;

    static LoadScenario many(String id, String mix, Row cpu, Row rate) {
        return new LoadScenario(id, mix, 32, 16, false, cpu, rate, null);
    }

    static LoadScenario alone(String id, String mix, boolean spin, Row p50) {
        return new LoadScenario(id, mix, 1, 1, spin, null, null, p50);
    }

    @Override
    public Set<Row> rows() {
        return p50 != null ? EnumSet.of(p50) : EnumSet.of(cpu, rate);
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        RunningServer server = stage.shared();
        LoadResult result = new LoadRun(plan(server, stage.settings(), 0), server.cpu(), stage.progress(id)).result();
        if (p50 != null) {
            stage.put(p50, result.all().p50Nanos() / 1e3);
        } else {
            stage.put(cpu, result.usage().serverCpuMicrosPerOperation());
            stage.put(rate, result.usage().operationsPerSecond());
        }
        if (result.errors().total() > 0) {
            stage.note(id + ": error codes and how often: " + result.errors());
        }
    }

    LoadPlan plan(RunningServer server, Settings settings, double perSecond) {
        return new LoadPlan(
                server.dial(),
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
                settings.warmUp(),
                settings.duration());
    }
}
