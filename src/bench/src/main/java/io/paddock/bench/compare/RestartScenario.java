// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The time from the start of the process to the first reply, on the directory that the fill left. The result
 * is the median of several starts.
 */
final class RestartScenario implements Scenario {
    private static final int STARTS = 3;

    @Override
    public String id() {
        return "restart";
    }

    @Override
    public Set<Row> rows() {
        return EnumSet.of(Row.RESTART);
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        Stage.Filled filled = stage.filled();
        long[] nanos = new long[STARTS];
        for (int i = 0; i < STARTS; i++) {
            stage.progress(id()).show((i + 1) + " of " + STARTS);
            try (RunningServer server = stage.start(filled.directory(), List.of())) {
                nanos[i] = server.firstReplyNanos();
            }
        }
        stage.put(Row.RESTART, Median.of(nanos) / 1e6);
    }
}
