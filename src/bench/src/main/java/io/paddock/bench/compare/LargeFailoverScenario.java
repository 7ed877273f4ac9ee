// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Three members with many znodes lose their leader under one writer. The leader is killed several times, and
 * stopped in an orderly way as often.
 */
final class LargeFailoverScenario implements Scenario {
    private static final int ROUNDS = 5;

    @Override
    public String id() {
        return "failover-large";
    }

    @Override
    public Set<Row> rows() {
        return EnumSet.of(
                Row.LARGE_FAILOVER_MEDIAN, Row.LARGE_FAILOVER_WORST, Row.LARGE_STOP_MEDIAN, Row.LARGE_STOP_WORST);
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        RunningEnsemble ensemble = stage.filledEnsemble();
        long[] killed = new long[ROUNDS];
        long[] stopped = new long[ROUNDS];
        try (SteadyWriter writer = new SteadyWriter(ensemble.addresses(), RunningServer.START_PATIENCE)) {
            for (int i = 0; i < ROUNDS; i++) {
                stage.progress(id()).show((i + 1) + " of " + ROUNDS);
                killed[i] = outageNanos(ensemble, writer, RunningMember::kill);
                stopped[i] = outageNanos(ensemble, writer, RunningMember::close);
            }
        }
        stage.put(Row.LARGE_FAILOVER_MEDIAN, Median.of(killed) / 1e6);
        stage.put(Row.LARGE_FAILOVER_WORST, LongStream.of(killed).max().orElse(0) / 1e6);
        stage.put(Row.LARGE_STOP_MEDIAN, Median.of(stopped) / 1e6);
        stage.put(Row.LARGE_STOP_WORST, LongStream.of(stopped).max().orElse(0) / 1e6);
    }

    private interface End {
        void of(RunningMember leader);
    }

    /** Returns the longest time between two acknowledged writes, until the member serves again. */
    private static long outageNanos(RunningEnsemble ensemble, SteadyWriter writer, End end)
            throws IOException, InterruptedException {
        RunningMember leader = ensemble.leader();
        writer.awaitMore(FailoverScenario.SETTLED);
        long startNanos = System.nanoTime();
        end.of(leader);
        writer.awaitSentAfter(System.nanoTime());
        leader.start();
        leader.awaitFirstReplyNanos();
        return writer.acknowledgements().longestGapNanos(startNanos);
    }
}
