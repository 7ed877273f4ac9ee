// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.HostPort;
import io.paddock.server.peer.ObserverTargets.Master;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ObserverTargetsTest {
    private static final EnsembleConfig CONFIG = EnsembleConfig.parse(
            "server.1=a:1:2:participant\nserver.2=b:1:2:participant\nserver.3=c:1:2:participant\nserver.4=d:1:2:observer");
    private static final Master LEADER = new Master(3, List.of(new HostPort("c", 1)));

    private final ObserverTargets masters = new ObserverTargets(2191, 1000, new Random(1));

    private List<Long> next(int count, long nowMillis) {
        List<Long> sids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sids.add(masters.next(CONFIG, LEADER, nowMillis).sid());
        }
        return sids;
    }

    @Test
    void followersAreTriedInTurnAndTheLeaderOnlyLater() {
        masters.begin(5000);
        assertThat(next(2, 5000)).containsExactlyInAnyOrder(1L, 2L);
        assertThat(next(2, 6000)).containsExactlyInAnyOrder(1L, 2L);
        List<Long> late = next(3, 6001);
        assertThat(late).containsExactlyInAnyOrder(1L, 2L, 3L).endsWith(3L);
    }

    @Test
    void afterALossTheNextFollowerIsTried() {
        masters.begin(0);
        List<Long> tried = next(1, 0);
        masters.begin(10);
        tried.addAll(next(1, 10));
        assertThat(tried).containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    void followerIsDialledAtItsObserverPortAndTheLeaderAtItsQuorumPort() {
        masters.begin(0);
        for (int i = 0; i < 5; i++) {
            Master next = masters.next(CONFIG, LEADER, 2000);
            List<HostPort> where =
                    next.sid() == 3 ? LEADER.addresses() : List.of(new HostPort(next.sid() == 1 ? "a" : "b", 2191));
            assertThat(next.addresses()).isEqualTo(where);
        }
    }

    @Test
    void withoutFollowersTheLeaderIsTried() {
        EnsembleConfig alone = EnsembleConfig.parse("server.3=c:1:2:participant\nserver.4=d:1:2:observer");
        assertThat(masters.next(alone, LEADER, 0)).isEqualTo(LEADER);
    }
}
