// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.gather;

import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.server.facts.MemberFacts;
import io.paddock.server.facts.MemberFacts.Part;
import io.paddock.server.facts.MemberFacts.ProposalSizes;
import java.util.Map;

/** The metrics that only members of an ensemble have. */
final class MemberFigures {
    private MemberFigures() {}

    static void addTo(Map<String, Number> all, MemberFacts state) {
        state.part().ifPresent(part -> all.put("quorum_size", voters(part.config())));
        state.part()
                .map(Part::observers)
                .ifPresent(count -> count.ifPresent(observers -> all.put("synced_observers", observers)));
        state.leading().ifPresent(leading -> {
            ProposalSizes sizes = leading.proposals();
            all.put("learners", leading.learners());
            all.put("followers", leading.learners()); // This was its name before ZooKeeper 3.6.
            all.put("synced_followers", leading.syncedFollowers());
            all.put("synced_non_voting_followers", leading.syncedNonVotingFollowers());
            all.put("synced_observers", leading.syncedObservers());
            all.put("pending_syncs", leading.pendingSyncs());
            all.put("leader_uptime", leading.uptimeMillis());
            all.put("last_proposal_size", sizes.last());
            all.put("min_proposal_size", sizes.min());
            all.put("max_proposal_size", sizes.max());
        });
    }

    private static long voters(EnsembleConfig config) {
        return config.members().values().stream()
                .filter(member -> !member.observer())
                .count();
    }
}
