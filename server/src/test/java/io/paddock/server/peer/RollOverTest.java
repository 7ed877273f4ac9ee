// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.Zxid;
import io.paddock.protocol.client.ConnectRequest;
import io.paddock.server.RawSession;
import io.paddock.server.session.SessionPassword;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The zxids of an epoch run out. The leader hands over to another member, which continues in the next epoch.
 */
class RollOverTest {
    /**
     * How many zxids of the epoch are left, in addition to those that a leader reserves for pending writes.
     */
    private static final int LEFT = 50;

    @TempDir
    Path directory;

    @Test
    void anotherMemberLeadsBeforeTheZxidsRunOut() {
        long begin = 0xffff_ffffL - 1024 - LEFT;
        try (TestEnsemble ensemble = new TestEnsemble(directory, 3, "testingonly.initialZxid=" + begin).start()) {
            int before = ensemble.leader();
            long epoch = Zxid.epochOf(ensemble.zxid(before));
            int client = ensemble.follower();
            List<String> acknowledged = new ArrayList<>();
            RawSession session = ensemble.connect(client);
            long id = session.id();
            Set<Integer> leaders = new TreeSet<>();
            for (int i = 0; acknowledged.size() < 3 * LEFT; i++) {
                String path = "/n" + i;
                try {
                    assertThat(session.create(path, new byte[1], 0)).isZero();
                    acknowledged.add(path);
                } catch (UncheckedIOException cutOff) {
                    session.close();
                    leaders.add(ensemble.leader());
                    TestEnsemble.await(() -> !ensemble.mode(client).isEmpty());
                    session = again(ensemble, client, id);
                    assertThat(session.id()).isEqualTo(id);
                }
            }
            assertThat(Zxid.epochOf(ensemble.zxid(ensemble.leader()))).isGreaterThan(epoch);
            leaders.remove(before);
            assertThat(leaders).as("it was handed to another member").isNotEmpty();
            for (String path : acknowledged) {
                assertThat(session.exists(path, false)).isZero();
            }
            session.close();
        }
    }

    private static RawSession again(TestEnsemble ensemble, int sid, long id) {
        RawSession[] opened = new RawSession[1];
        TestEnsemble.await(() -> {
            try {
                opened[0] = new RawSession(
                        ensemble.port(sid), new ConnectRequest(0, 0, 30_000, id, SessionPassword.of(id), false));
                return true;
            } catch (UncheckedIOException notYet) {
                return false;
            }
        });
        return opened[0];
    }
}
