// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import io.paddock.bench.load.LoadResult;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rows that a load fills. It does not fill rows that are null.
 *
 * @param cpu for CPU per operation
 * @param rate for throughput
 * @param p50 for the median latency
 * @param p99 for the 99th percentile
 */
record LoadRows(Row cpu, Row rate, Row p50, Row p99) {
    static LoadRows of(Row cpu, Row rate) {
        return new LoadRows(cpu, rate, null, null);
    }

    static LoadRows median(Row p50) {
        return new LoadRows(null, null, p50, null);
    }

    Set<Row> all() {
        return Stream.of(cpu, rate, p50, p99)
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Row.class)));
    }

    void put(Stage stage, LoadResult result) {
        put(stage, cpu, result.usage().serverCpuMicrosPerOperation());
        put(stage, rate, result.usage().operationsPerSecond());
        put(stage, p50, result.all().p50Nanos() / 1e3);
        put(stage, p99, result.all().p99Nanos() / 1e3);
    }

    private static void put(Stage stage, Row row, double value) {
        if (row != null) {
            stage.put(row, value);
        }
    }
}
