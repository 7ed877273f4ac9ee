// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Each member in turn is stopped in an orderly way and started again under one writer, the leader last, as
 * operators do it.
 */
final class RollingRestartScenario implements Scenario {
    private static final int ROUNDS = 3;

    @Override
    public String id() {
        return "rolling-restart";
    }

    @Override
    public Set<Row> rows() {
        return EnumSet.of(Row.ROLLING_MEDIAN, Row.ROLLING_WORST);
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        RunningEnsemble ensemble = stage.ensemble();
        long[] gaps = new long[ROUNDS];
        try (SteadyWriter writer = new SteadyWriter(ensemble.addresses(), RunningServer.START_PATIENCE)) {
            for (int i = 0; i < ROUNDS; i++) {
                List<RunningMember> order = new ArrayList<>(ensemble.followers());
                order.add(ensemble.leader());
                writer.awaitMore(FailoverScenario.SETTLED);
                long startNanos = System.nanoTime();
                for (RunningMember member : order) {
                    stage.progress(id()).show((i + 1) + " of " + ROUNDS);
                    member.close();
                    member.start();
                    member.awaitFirstReplyNanos();
                    writer.awaitMore(FailoverScenario.SETTLED);
                }
                gaps[i] = writer.acknowledgements().longestGapNanos(startNanos);
            }
        }
        stage.put(Row.ROLLING_MEDIAN, Median.of(gaps) / 1e6);
        stage.put(Row.ROLLING_WORST, LongStream.of(gaps).max().orElse(0) / 1e6);
    }
}
