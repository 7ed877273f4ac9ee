// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.quorum.EnsembleConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which sets of voters are a quorum. */
class EnsembleTest {
    @Test
    void majorityOfVotersIsAQuorumAndObserversDoNotCount() {
        Ensemble ensemble = of("server.1=a:1:2\nserver.2=b:1:2\nserver.3=c:1:2\nserver.4=d:1:2:observer");
        assertThat(ensemble.isQuorum(Set.of(1L, 2L))).isTrue();
        assertThat(ensemble.isQuorum(Set.of(1L, 4L))).isFalse();
        assertThat(ensemble.isQuorum(Set.of(1L, 7L))).isFalse();
        assertThat(ensemble.voters()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void halfOfAnEvenNumberIsNoQuorum() {
        Ensemble ensemble = of("server.1=a:1:2\nserver.2=b:1:2\nserver.3=c:1:2\nserver.4=d:1:2");
        assertThat(ensemble.isQuorum(Set.of(1L, 2L))).isFalse();
        assertThat(ensemble.isQuorum(Set.of(1L, 2L, 3L))).isTrue();
    }

    @Test
    void quorumNeedsAMajorityOfWeightInAMajorityOfGroups() {
        Ensemble ensemble = of(nine() + "group.1=1:2:3\ngroup.2=4:5:6\ngroup.3=7:8:9");
        assertThat(ensemble.isQuorum(Set.of(1L, 2L, 4L, 5L))).isTrue();
        assertThat(ensemble.isQuorum(Set.of(1L, 2L, 3L, 4L, 7L))).isFalse();
        assertThat(ensemble.isQuorum(Set.<Long>of())).isFalse();
    }

    @Test
    void groupsWithoutWeightDoNotCountAndTheirMembersNeverLead() {
        Ensemble ensemble = of(
                nine() + "group.1=1:2:3\ngroup.2=4:5:6\ngroup.3=7:8:9\nweight.7=0\nweight.8=0\nweight.9=0\nweight.1=3");
        assertThat(ensemble.isQuorum(Set.of(1L, 4L, 5L))).isTrue();
        assertThat(ensemble.isQuorum(Set.of(2L, 3L, 4L, 5L))).isFalse();
        assertThat(ensemble.mayLead(7)).isFalse();
        assertThat(ensemble.mayLead(1)).isTrue();
    }

    @Test
    void changeNeedsAQuorumOfBothConfigurations() {
        EnsembleConfig old = EnsembleConfig.parse("server.1=a:1:2\nserver.2=b:1:2\nserver.3=c:1:2");
        EnsembleConfig next = EnsembleConfig.parse("server.3=c:1:2\nserver.4=d:1:2\nserver.5=e:1:2\nversion=100000001");
        Ensemble changing = new Ensemble(old, next, QuorumRule.ZOOKEEPER);
        assertThat(changing.isChanging()).isTrue();
        assertThat(changing.isQuorum(Set.of(1L, 2L))).isFalse();
        assertThat(changing.isQuorum(Set.of(4L, 5L))).isFalse();
        assertThat(changing.isQuorum(Set.of(1L, 3L, 4L))).isTrue();
        assertThat(changing.isQuorumFor(0x1_00000000L, Set.of(1L, 2L))).isTrue();
        assertThat(changing.isQuorumFor(next.version(), Set.of(1L, 2L))).isFalse();
        assertThat(changing.voters()).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "server.1=a:1:2\nserver.2=a:1:2\nserver.3=a:1:2\nserver.4=a:1:2\nserver.5=a:1:2",
                "server.1=a:1:2\nserver.2=a:1:2\nserver.3=a:1:2\nserver.4=a:1:2\nserver.5=a:1:2\ngroup.1=1:2\ngroup.2=3:4:5\nweight.3=2",
            })
    void anyTwoQuorumsShareAVoter(String text) {
        Ensemble ensemble = of(text);
        List<Set<Long>> quorums = new ArrayList<>();
        for (int bits = 0; bits < 32; bits++) {
            Set<Long> sids = new java.util.TreeSet<>();
            for (long sid = 1; sid <= 5; sid++) {
                if ((bits >> (sid - 1) & 1) != 0) {
                    sids.add(sid);
                }
            }
            if (ensemble.isQuorum(sids)) {
                quorums.add(sids);
            }
        }
        assertThat(quorums).isNotEmpty();
        for (Set<Long> one : quorums) {
            assertThat(quorums).allMatch(other -> other.stream().anyMatch(one::contains));
        }
    }

    private static String nine() {
        StringBuilder text = new StringBuilder();
        for (int sid = 1; sid <= 9; sid++) {
            text.append("server.").append(sid).append("=h").append(sid).append(":1:2\n");
        }
        return text.toString();
    }

    private static Ensemble of(String text) {
        EnsembleConfig config = EnsembleConfig.parse(text);
        return new Ensemble(config, config, QuorumRule.ZOOKEEPER);
    }
}
