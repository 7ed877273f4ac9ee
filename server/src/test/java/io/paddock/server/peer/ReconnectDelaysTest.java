// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.quorum.PeerState;
import io.paddock.server.config.Ensemble.Observing;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReconnectDelaysTest {
    private final List<Integer> waits = new ArrayList<>();
    private final ReconnectDelays pauses =
            new ReconnectDelays(new Observing(true, 0, 1_000_000, 10), new Random(1), (task, millis) -> {
                waits.add(millis);
                task.run();
            });
    private int done;

    @Test
    void observersWaitBeforeTheFirstDialOnly() {
        pauses.become(PeerState.OBSERVING);
        pauses.beforeDial(() -> done++);
        pauses.beforeDial(() -> done++);
        assertThat(done).isEqualTo(2);
        assertThat(waits).singleElement().satisfies(millis -> assertThat(millis).isBetween(1, 1_000_000));
    }

    @Test
    void observersWaitUpToTheLimitAfterALoss() {
        pauses.become(PeerState.OBSERVING);
        for (int i = 0; i < 1000; i++) {
            pauses.afterLoss(() -> done++);
        }
        assertThat(done).isEqualTo(1000);
        assertThat(waits).contains(1, 10).allMatch(millis -> millis >= 1 && millis <= 10);
    }

    @Test
    void membersThatAreNoObserversNeverWait() {
        pauses.become(PeerState.FOLLOWING);
        pauses.beforeDial(() -> done++);
        pauses.afterLoss(() -> done++);
        assertThat(done).isEqualTo(2);
        assertThat(waits).isEmpty();
    }
}
