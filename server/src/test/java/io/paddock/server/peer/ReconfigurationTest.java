// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.client.ReconfigRequest;
import io.paddock.protocol.client.ReplyHeader;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.Stat;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.server.RawSession;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members join, leave and move while the ensemble runs. */
class ReconfigurationTest {
    private static final String[] RECONFIGURABLE = {"reconfigEnabled=true", "standaloneEnabled=false", "skipACL=yes"};

    @TempDir
    Path directory;

    @Test
    void joinedMemberIsFollowedAndRemovedMemberIsNot() {
        try (TestEnsemble ensemble = new TestEnsemble(directory, 3, RECONFIGURABLE).start()) {
            int joiner = ensemble.add();
            ensemble.launch(joiner);
            TestEnsemble.await(() -> ensemble.mode(joiner).equals("follower"));
            EnsembleConfig joined =
                    reconfigure(ensemble, ensemble.follower(), "server." + joiner + "=" + ensemble.line(joiner), null);
            assertThat(joined.members().keySet()).containsExactlyInAnyOrder(1L, 2L, 3L, 4L);
            awaitAll(ensemble, joined, 1, 2, 3, 4);

            int follower = ensemble.follower();
            EnsembleConfig without = reconfigure(ensemble, joiner, null, String.valueOf(follower));
            Set<Integer> rest = new TreeSet<>(List.of(1, 2, 3, 4));
            rest.remove(follower);
            for (int sid : rest) {
                awaitAll(ensemble, without, sid);
            }
            ensemble.stop(follower);

            int leader = ensemble.leader();
            rest.remove(leader);
            int asked = rest.iterator().next();
            EnsembleConfig two = reconfigure(ensemble, asked, null, String.valueOf(leader));
            assertThat(two.members().keySet()).hasSize(2).doesNotContain((long) leader);
            for (int sid : rest) {
                awaitAll(ensemble, two, sid);
            }
            TestEnsemble.await(
                    () -> rest.stream().anyMatch(sid -> ensemble.mode(sid).equals("leader")));
            ensemble.stop(leader);
            for (int sid : rest) {
                try (RawSession session = ensemble.connect(sid)) {
                    assertThat(session.create("/by-" + sid, new byte[1], 0)).isZero();
                }
            }
            // The members are restarted with their new configuration.
            rest.forEach(ensemble::stop);
            rest.forEach(ensemble::launch);
            for (int sid : rest) {
                awaitAll(ensemble, two, sid);
            }
        }
    }

    @Test
    void membersMoveToOtherPorts() {
        try (TestEnsemble ensemble = new TestEnsemble(directory, 3, RECONFIGURABLE).start()) {
            int first = ensemble.follower();
            int second = 6 - first - ensemble.leader();
            for (int moving : new int[] {first, second, ensemble.leader()}) {
                ensemble.move(moving);
                int other = moving == 1 ? 2 : 1;
                EnsembleConfig moved =
                        reconfigure(ensemble, other, "server." + moving + "=" + ensemble.line(moving), null);
                TestEnsemble.await(() -> ensemble.isAtItsPlace(moving));
                awaitAll(ensemble, moved, 1, 2, 3);
                TestEnsemble.await(() -> List.of(1, 2, 3).stream()
                        .noneMatch(sid -> ensemble.mode(sid).isEmpty()));
            }
            // A member that starts now must find the others at their new ports.
            ensemble.stop(first);
            ensemble.launch(first);
            TestEnsemble.await(() -> ensemble.mode(first).equals("follower"));
            ensemble.stop(ensemble.leader());
            TestEnsemble.await(() -> !ensemble.mode(first).isEmpty());
        }
    }

    @Test
    void observerBecomesAVoterAndAVoterBecomesAnObserver() {
        try (TestEnsemble ensemble = new TestEnsemble(directory, 3, RECONFIGURABLE).start()) {
            int joiner = ensemble.add();
            ensemble.launch(joiner);
            String line = "server." + joiner + "=" + ensemble.line(joiner);
            String observing = line.replace(":participant", ":observer");
            awaitAll(ensemble, reconfigure(ensemble, 1, observing, null), 1, 2, 3, joiner);
            TestEnsemble.await(() -> ensemble.mode(joiner).equals("observer"));
            awaitAll(ensemble, reconfigure(ensemble, 1, line, null), 1, 2, 3, joiner);
            TestEnsemble.await(() -> ensemble.mode(joiner).equals("follower"));
            awaitAll(ensemble, reconfigure(ensemble, 1, observing, null), 1, 2, 3, joiner);
            TestEnsemble.await(() -> ensemble.mode(joiner).equals("observer"));
            try (RawSession session = ensemble.connect(joiner)) {
                assertThat(session.create("/through-an-observer", new byte[1], 0))
                        .isZero();
            }
        }
    }

    private static EnsembleConfig reconfigure(TestEnsemble ensemble, int sid, String joining, String leaving) {
        try (RawSession session = ensemble.connect(sid)) {
            session.send(OpCode.RECONFIG, new ReconfigRequest(joining, leaving, null, -1)::write);
            JuteReader reply = session.next();
            ReplyHeader header = ReplyHeader.read(reply);
            assertThat(header.err()).isZero();
            EnsembleConfig config = EnsembleConfig.parse(new String(reply.readBuffer(), StandardCharsets.UTF_8));
            assertThat(config.version()).isEqualTo(header.zxid());
            assertThat(Stat.read(reply).version()).isEqualTo(-1);
            return config;
        }
    }

    private static void awaitAll(TestEnsemble ensemble, EnsembleConfig config, int... sids) {
        for (int sid : sids) {
            TestEnsemble.await(() -> config.equals(ensemble.config(sid)));
        }
    }
}
