// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.facts;

import io.paddock.protocol.quorum.EnsembleConfig;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A server's place in an ensemble at one moment.
 *
 * @param part empty for a standalone server
 */
public record MemberFacts(Mode mode, Optional<Part> part) {
    /** A server without an ensemble. */
    public static final MemberFacts STANDALONE = new MemberFacts(Mode.STANDALONE, Optional.empty());

    /** A member of an ensemble. */
    public static MemberFacts of(Mode mode, Part part) {
        return new MemberFacts(mode, Optional.of(part));
    }

    /** @return whether this server decides when a session expires */
    public boolean decidesOnSessions() {
        return mode != Mode.FOLLOWER && mode != Mode.OBSERVER;
    }

    /** @return the figures that only a leader has */
    public Optional<Leading> leading() {
        return part.flatMap(Part::leading);
    }

    /** What {@code srvr} calls the mode, and {@code mntr} the state. */
    public enum Mode {
        STANDALONE("standalone"),
        LEADER("leader"),
        FOLLOWER("follower"),
        OBSERVER("observer"),
        READ_ONLY("read-only"),
        /** Looking for a leader, joining it, or a leader that takes no clients: most words are not answered. */
        NOT_SERVING("");

        private final String text;

        Mode(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * What a member does in its ensemble.
     *
     * @param peerState role and phase, such as {@code following - broadcast}, {@code leading - synchronization} or {@code looking}
     * @param config the configuration in force
     * @param learnsFrom the id of the server that an observer learns from
     * @param observers how many observers it serves instead of the leader; empty unless it is a follower that may serve observers
     * @param leading while it leads
     */
    public record Part(
            String peerState,
            EnsembleConfig config,
            OptionalLong learnsFrom,
            OptionalInt observers,
            Optional<Leading> leading) {}

    /**
     * What a leader sees of its learners.
     *
     * @param learners connected, observers included
     * @param syncedFollowers voters among them that have joined
     * @param syncedNonVotingFollowers followers that have joined and are no voters
     * @param pendingSyncs requests {@code sync} that wait for a commit
     * @param uptimeMillis since it was established
     * @param proposals in bytes
     */
    public record Leading(
            int learners,
            int syncedFollowers,
            int syncedNonVotingFollowers,
            int syncedObservers,
            int pendingSyncs,
            long uptimeMillis,
            ProposalSizes proposals) {}

    /** In bytes; -1 each before the first proposal. */
    public record ProposalSizes(int last, int min, int max) {
        /** Before the first proposal. */
        public static final ProposalSizes NONE = new ProposalSizes(-1, -1, -1);

        /** @return the sizes after one more proposal */
        public ProposalSizes and(int bytes) {
            return new ProposalSizes(bytes, min < 0 ? bytes : Math.min(min, bytes), Math.max(max, bytes));
        }
    }
}
