// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paddock.protocol.quorum.HostPort;
import io.paddock.server.link.LearnerAcceptor;
import io.paddock.server.link.QuorumOptions;
import io.paddock.server.listen.Doors;
import io.paddock.server.listen.FakeNames;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Observers reach a follower at the current address of its name. */
final class ObserverPortTest {
    private final FakeNames names = new FakeNames().put("own.test", "127.0.0.1");

    @Test
    void observersArriveAtTheNewAddress() throws Exception {
        int port = Doors.freePort();
        LearnerAcceptor acceptor =
                new LearnerAcceptor("observers", List.of(), false, QuorumOptions.of(60_000), names, (link, info) -> {
                    throw new IllegalStateException("nobody says anything here");
                });
        try (ObserverPort observers =
                new ObserverPort(Optional.of(acceptor), List.of(new HostPort("own.test", 1)), port)) {
            observers.open(true);
            await().until(() -> Doors.isOpen("127.0.0.1", port));
            names.put("own.test", "127.0.0.2");
            acceptor.lookAgain();
            await().until(() -> Doors.isOpen("127.0.0.2", port));
            observers.open(false);
            await().until(() -> !Doors.isOpen("127.0.0.2", port));
            await().until(() -> !Doors.isOpen("127.0.0.1", port));
            names.put("own.test", "127.0.0.3");
            observers.open(true);
            await().until(() -> Doors.isOpen("127.0.0.3", port));
            assertThat(Doors.isOpen("127.0.0.1", port)).isFalse();
        }
    }
}
