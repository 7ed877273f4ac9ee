// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import io.paddock.bench.client.Transport;
import io.paddock.bench.load.Storm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Many sessions connect at the same moment. The result is the median of several rounds, after one that does
 * not count.
 */
final class StormScenario implements Scenario {
    private static final int ROUNDS = 3;

    @Override
    public String id() {
        return "sessions";
    }

    @Override
    public Set<Row> rows() {
        return EnumSet.of(Row.STORM);
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        RunningServer server = stage.shared();
        int sessions = stage.settings().sessions();
        List<Long> complete = new ArrayList<>();
        long fewest = sessions;
        try (Transport transport = new Transport(1)) {
            for (int round = 0; round <= ROUNDS; round++) {
                stage.progress(id()).show("round " + round + " of " + ROUNDS);
                Storm.Result result = new Storm(transport, server.dial(), sessions).run();
                if (!result.refusals().isEmpty()) {
                    stage.note("sessions, round " + round + ": " + result.refusals());
                }
                if (round > 0 && result.servedCount() == sessions) {
                    complete.add(result.lastServedNanos());
                }
                fewest = Math.min(fewest, result.servedCount());
            }
        }
        if (complete.isEmpty()) {
            stage.fail(Row.STORM, "only " + fewest + " served");
        } else {
            stage.put(
                    Row.STORM,
                    Median.of(complete.stream().mapToLong(Long::longValue).toArray()) / 1e6);
        }
    }
}
