// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.EnsembleMember;
import io.paddock.protocol.quorum.EnsembleMember.Address;
import io.paddock.server.admin.MemberState.Leading;
import io.paddock.server.admin.MemberState.Mode;
import io.paddock.server.admin.MemberState.Part;
import io.paddock.server.admin.MemberState.ProposalSizes;
import io.paddock.server.config.Ensemble;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A server's place among others in ZooKeeper's words. */
final class MemberText {
    private static final String NOT_SERVING = "This ZooKeeper instance is not currently serving requests";
    // They ask after the process, not after what it serves.
    private static final Set<String> ALWAYS_ANSWERED = Set.of("ruok", "envi", "gtmk", "stmk", "isro");
    private static final int ELECTION_ALGORITHM = 3;

    private MemberText() {}

    /** @return what to say instead of an answer, if this is not the time for one */
    static Optional<String> refusal(String word, MemberState state) {
        if (state.mode() != Mode.NOT_SERVING || ALWAYS_ANSWERED.contains(word)) {
            return Optional.empty();
        }
        return Optional.of(word.equals("hash") ? NOT_SERVING : NOT_SERVING + "\n");
    }

    static String isReadOnly(MemberState state) {
        return switch (state.mode()) {
            case STANDALONE, LEADER, FOLLOWER, OBSERVER -> "rw";
            case READ_ONLY -> "ro";
            case NOT_SERVING -> "null";
        };
    }

    /** The line behind the version that clients of a server without a quorum should see; mostly empty. */
    static String readOnlyLine(MemberState state) {
        return state.mode() == Mode.READ_ONLY ? "READ-ONLY mode; serving only read-only clients\n" : "";
    }

    /** The line at the end of {@code srvr} that only a leader has. */
    static String proposalLine(MemberState state) {
        return state.leading()
                .map(Leading::proposals)
                .map(sizes ->
                        "Proposal sizes last/min/max: " + sizes.last() + "/" + sizes.min() + "/" + sizes.max() + "\n")
                .orElse("");
    }

    /** The figures of {@code mntr} that only members have. */
    static void addFigures(MemberState state, Map<String, Number> all) {
        state.part().ifPresent(part -> all.put("quorum_size", voters(part.config())));
        state.part()
                .map(Part::observers)
                .ifPresent(count -> count.ifPresent(observers -> all.put("synced_observers", observers)));
        state.leading().ifPresent(leading -> {
            ProposalSizes sizes = leading.proposals();
            all.put("learners", leading.learners());
            all.put("followers", leading.learners()); // Its name before 3.6.
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

    /** The part of {@code conf} that only members have; its last line has no end. */
    static String membership(Ensemble configured, MemberState state) {
        if (state.part().isEmpty()) {
            return "";
        }
        Part part = state.part().get();
        EnsembleMember self = Optional.ofNullable(part.config().members().get(configured.sid()))
                .orElseGet(configured::self);
        String limits = "initLimit=" + configured.patience().initLimitTicks()
                + "\nsyncLimit=" + configured.patience().syncLimitTicks()
                + "\nelectionAlg=" + ELECTION_ALGORITHM
                + "\nelectionPort=" + ports(self, Address::electionPort)
                + "\nquorumPort=" + ports(self, Address::quorumPort)
                + "\npeerType=" + (part.config().isObserver(configured.sid()) ? 1 : 0) + "\n";
        return state.mode() == Mode.READ_ONLY
                ? limits
                : limits + "membership: \n" + part.config().text();
    }

    private static String ports(EnsembleMember member, Function<Address, Integer> port) {
        return member.addresses().stream()
                .map(address -> String.valueOf(port.apply(address)))
                .collect(Collectors.joining("|"));
    }
}
