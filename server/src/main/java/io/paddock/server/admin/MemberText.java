// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.admin;

import io.paddock.protocol.quorum.EnsembleMember;
import io.paddock.protocol.quorum.EnsembleMember.Address;
import io.paddock.server.config.Ensemble;
import io.paddock.server.facts.MemberFacts;
import io.paddock.server.facts.MemberFacts.Leading;
import io.paddock.server.facts.MemberFacts.Mode;
import io.paddock.server.facts.MemberFacts.Part;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A server's place in an ensemble, in ZooKeeper's words. */
final class MemberText {
    private static final String NOT_SERVING = "This ZooKeeper instance is not currently serving requests";
    // These words ask about the process, not about its data.
    private static final Set<String> ALWAYS_ANSWERED = Set.of("ruok", "envi", "gtmk", "stmk", "isro");
    private static final int ELECTION_ALGORITHM = 3;

    private MemberText() {}

    /** @return the refusal, if this server cannot answer the word at the moment */
    static Optional<String> refusal(String word, MemberFacts state) {
        if (state.mode() != Mode.NOT_SERVING || ALWAYS_ANSWERED.contains(word)) {
            return Optional.empty();
        }
        return Optional.of(word.equals("hash") ? NOT_SERVING : NOT_SERVING + "\n");
    }

    static String isReadOnly(MemberFacts state) {
        return switch (state.mode()) {
            case STANDALONE, LEADER, FOLLOWER, OBSERVER -> "rw";
            case READ_ONLY -> "ro";
            case NOT_SERVING -> "null";
        };
    }

    /** Returns the line after the version that tells clients that this server has no quorum; mostly empty. */
    static String readOnlyLine(MemberFacts state) {
        return state.mode() == Mode.READ_ONLY ? "READ-ONLY mode; serving only read-only clients\n" : "";
    }

    /** Returns the line at the end of {@code srvr} that only a leader has. */
    static String proposalLine(MemberFacts state) {
        return state.leading()
                .map(Leading::proposals)
                .map(sizes ->
                        "Proposal sizes last/min/max: " + sizes.last() + "/" + sizes.min() + "/" + sizes.max() + "\n")
                .orElse("");
    }

    /** Returns the part of {@code conf} that only members have. Its last line has no newline. */
    static String membership(Ensemble configured, MemberFacts state) {
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
