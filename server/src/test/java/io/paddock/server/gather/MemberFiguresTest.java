// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.gather;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.server.facts.MemberFacts;
import io.paddock.server.facts.MemberFacts.Leading;
import io.paddock.server.facts.MemberFacts.Mode;
import io.paddock.server.facts.MemberFacts.Part;
import io.paddock.server.facts.MemberFacts.ProposalSizes;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MemberFiguresTest {
    private static final EnsembleConfig CONFIG = EnsembleConfig.parse("server.1=127.0.0.1:27101:27201:participant\n"
            + "server.2=127.0.0.1:27102:27202:participant\nserver.3=127.0.0.1:27103:27203:participant\n"
            + "server.4=127.0.0.1:27104:27204:observer\nversion=100000004");
    private static final Leading LEADING = new Leading(3, 2, 0, 1, 5, 11_646, new ProposalSizes(48, 47, 188));

    private static MemberFacts state(Mode mode) {
        Optional<Leading> leading = mode == Mode.LEADER ? Optional.of(LEADING) : Optional.empty();
        return MemberFacts.of(
                mode, new Part("following - broadcast", CONFIG, OptionalLong.empty(), OptionalInt.empty(), leading));
    }

    @Test
    void leaderHasAllFiguresAndLearnerHasTheQuorumSize() {
        assertThat(figures(state(Mode.LEADER)))
                .isEqualTo(Map.ofEntries(
                        Map.entry("followers", 3),
                        Map.entry("last_proposal_size", 48),
                        Map.entry("leader_uptime", 11_646L),
                        Map.entry("learners", 3),
                        Map.entry("max_proposal_size", 188),
                        Map.entry("min_proposal_size", 47),
                        Map.entry("pending_syncs", 5),
                        Map.entry("quorum_size", 3L),
                        Map.entry("synced_followers", 2),
                        Map.entry("synced_non_voting_followers", 0),
                        Map.entry("synced_observers", 1)));
        assertThat(figures(state(Mode.OBSERVER))).isEqualTo(Map.of("quorum_size", 3L));
        assertThat(figures(MemberFacts.STANDALONE)).isEmpty();
    }

    private static Map<String, Number> figures(MemberFacts state) {
        Map<String, Number> all = new TreeMap<>();
        MemberFigures.addTo(all, state);
        return all;
    }
}
