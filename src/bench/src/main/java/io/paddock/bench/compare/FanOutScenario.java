// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import io.paddock.bench.client.Transport;
import io.paddock.bench.load.FanOut;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/**
 * One event is sent to many watchers. The result is the time until the last one has it, the median of several
 * rounds.
 */
final class FanOutScenario implements Scenario {
    private static final int WARM_UP_ROUNDS = 30;
    private static final int ROUNDS = 30;

    @Override
    public String id() {
        return "watchers";
    }

    @Override
    public Set<Row> rows() {
        return EnumSet.of(Row.WATCH);
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        RunningServer server = stage.shared();
        try (Transport transport = new Transport(1)) {
            FanOut.Result result = new FanOut(
                            transport, server.dial(), stage.settings().watchers(), "/watched")
                    .run(WARM_UP_ROUNDS, ROUNDS, server.cpu(), stage.progress(id()));
            stage.put(Row.WATCH, result.last().p50Nanos() / 1e6);
        }
    }
}
