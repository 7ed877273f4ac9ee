// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.LongStream;

/** The leader is killed again and again under one writer. Each time it serves again before the next kill. */
final class FailoverScenario implements Scenario {
    /** After this many acknowledged writes in a row, the ensemble counts as settled. */
    static final int SETTLED = 500;

    @Override
    public String id() {
        return "failover";
    }

    @Override
    public Set<Row> rows() {
        return EnumSet.of(Row.FAILOVER_MEDIAN, Row.FAILOVER_WORST, Row.FAILOVER_GAP);
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        RunningEnsemble ensemble = stage.ensemble();
        long[] outages = new long[stage.settings().failovers()];
        long[] gaps = new long[outages.length];
        try (SteadyWriter writer = new SteadyWriter(ensemble.addresses(), RunningServer.START_PATIENCE)) {
            for (int i = 0; i < outages.length; i++) {
                stage.progress(id()).show((i + 1) + " of " + outages.length);
                RunningMember leader = ensemble.leader();
                writer.awaitMore(SETTLED);
                long killedNanos = System.nanoTime();
                leader.kill();
                outages[i] = writer.awaitSentAfter(System.nanoTime()) - killedNanos;
                leader.start();
                leader.awaitFirstReplyNanos();
                gaps[i] = writer.acknowledgements().longestGapNanos(killedNanos);
            }
        }
        stage.put(Row.FAILOVER_MEDIAN, Median.of(outages) / 1e6);
        stage.put(Row.FAILOVER_WORST, LongStream.of(outages).max().orElse(0) / 1e6);
        stage.put(Row.FAILOVER_GAP, LongStream.of(gaps).max().orElse(0) / 1e6);
    }
}
