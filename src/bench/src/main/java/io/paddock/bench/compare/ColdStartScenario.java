// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/**
 * The time from the start of the process to the first reply, on an empty directory. The result is the median
 * of several starts.
 */
final class ColdStartScenario implements Scenario {
    @Override
    public String id() {
        return "cold-start";
    }

    @Override
    public Set<Row> rows() {
        return EnumSet.of(Row.COLD_START);
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        long[] nanos = new long[stage.settings().coldStarts()];
        for (int i = 0; i < nanos.length; i++) {
            stage.progress(id()).show((i + 1) + " of " + nanos.length);
            try (RunningServer server = stage.startEmpty()) {
                nanos[i] = server.firstReplyNanos();
            }
        }
        stage.put(Row.COLD_START, Median.of(nanos) / 1e6);
    }
}
