// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.client.ConnectRequest;
import io.paddock.server.RawSession;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients of the one member that is left of a quorum of two. Local sessions are enabled. So a member that
 * still believed to be a leader or a follower would accept clients.
 */
class QuorumLossServiceTest {
    @TempDir
    Path directory;

    private TestEnsemble twoOfThree() {
        TestEnsemble ensemble =
                new TestEnsemble(directory, 3, "readonlymode.enabled=true", "localSessionsEnabled=true").start();
        ensemble.stop(3);
        TestEnsemble.await(() -> ensemble.leader() != 0
                && !ensemble.mode(1).isEmpty()
                && !ensemble.mode(2).isEmpty());
        return ensemble;
    }

    @Test
    void remainingFollowerDoesNotLeadWhenTheLeaderIsStopped() {
        try (TestEnsemble ensemble = twoOfThree()) {
            int left = 3 - ensemble.leader();
            ensemble.stop(3 - left);
            assertFirstSessionIsReadOnly(ensemble, left);
        }
    }

    @Test
    void remainingLeaderServesNobodyWhenItsFollowerIsStopped() {
        try (TestEnsemble ensemble = twoOfThree()) {
            int left = ensemble.leader();
            ensemble.stop(3 - left);
            assertFirstSessionIsReadOnly(ensemble, left);
        }
    }

    private static void assertFirstSessionIsReadOnly(TestEnsemble ensemble, int left) {
        boolean[] isReadOnly = new boolean[1];
        TestEnsemble.await(() -> {
            try (RawSession reader =
                    new RawSession(ensemble.port(left), new ConnectRequest(0, 0, 30_000, 0, new byte[16], true))) {
                isReadOnly[0] = reader.opened().readOnly();
                return true;
            } catch (UncheckedIOException turnedAway) {
                return false;
            }
        });
        assertThat(isReadOnly[0]).isTrue();
    }
}
