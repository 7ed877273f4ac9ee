// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/** Creates many znodes. Measures the rate, the CPU time and the heap that they take. */
final class FillScenario implements Scenario {
    @Override
    public String id() {
        return "fill";
    }

    @Override
    public Set<Row> rows() {
        return EnumSet.of(Row.CREATE_RATE, Row.CREATE_CPU, Row.HEAP);
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        Stage.Filled filled = stage.filled();
        stage.put(Row.CREATE_RATE, filled.result().usage().operationsPerSecond());
        stage.put(Row.CREATE_CPU, filled.result().usage().serverCpuMicrosPerOperation());
        stage.put(Row.HEAP, filled.heapBytesPerZnode());
        if (filled.result().errors().total() > 0) {
            stage.note("fill: error codes and how often: " + filled.result().errors());
        }
    }
}
