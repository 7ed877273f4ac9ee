// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paddock.server.RawSession;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code leaderServes=no}: the leader takes no clients. */
class LeaderServesTest {
    @TempDir
    Path directory;

    @Test
    void leaderTakesNoClientsAndOtherMembersDo() {
        try (TestEnsemble ensemble = new TestEnsemble(directory, 3, "leaderServes=no")) {
            for (int sid = 1; sid <= 3; sid++) {
                ensemble.launch(sid);
            }
            TestEnsemble.await(() -> followers(ensemble).size() == 2);
            List<Integer> followers = followers(ensemble);
            int leader = 6 - followers.get(0) - followers.get(1);
            assertThatThrownBy(() -> ensemble.connect(leader)).isInstanceOf(UncheckedIOException.class);
            for (int sid : followers) {
                try (RawSession session = ensemble.connect(sid)) {
                    assertThat(session.create("/" + sid, new byte[1], 0)).isZero();
                }
            }
            assertThat(ensemble.ask(leader, "srvr")).contains("not currently serving requests");
        }
    }

    private static List<Integer> followers(TestEnsemble ensemble) {
        return IntStream.rangeClosed(1, 3)
                .filter(sid -> ensemble.mode(sid).equals("follower"))
                .boxed()
                .toList();
    }
}
