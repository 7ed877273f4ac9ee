// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/** A follower that has lost its disk starts, and takes over many znodes from the others before it serves. */
final class CatchUpScenario implements Scenario {
    @Override
    public String id() {
        return "catch-up";
    }

    @Override
    public Set<Row> rows() {
        return EnumSet.of(Row.CATCH_UP_RATE, Row.CATCH_UP_TIME);
    }

    @Override
    public void run(Stage stage) throws IOException, InterruptedException {
        long znodes = stage.settings().znodes();
        RunningMember follower = stage.filledEnsemble().followers().get(0);
        follower.close();
        follower.empty();
        stage.progress(id()).show("waiting");
        follower.start();
        long nanos = follower.awaitFirstReplyNanos();
        stage.put(Row.CATCH_UP_RATE, znodes * 1e9 / nanos);
        stage.put(Row.CATCH_UP_TIME, nanos / 1e6);
    }
}
