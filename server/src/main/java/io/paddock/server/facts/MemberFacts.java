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

    /** The mode in {@code srvr}, which {@code mntr} calls the state. */
    public enum Mode {
        STANDALONE("standalone"),
        LEADER("leader"),
        FOLLOWER("follower"),
        OBSERVER("observer"),
        READ_ONLY("read-only"),
        /**
         * The member is looking for a leader or joining one, or it is a leader that accepts no clients. Most
         * words are refused.
         */
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
     * @param peerState role and phase, such as {@code following - broadcast}, {@code leading -
     *   synchronization} or {@code looking}
     * @param config the configuration in force
     * @param learnsFrom the id of the server that an observer learns from
     * @param observers how many observers this member serves instead of the leader; empty unless it is a
     *   follower that may serve observers
     * @param leading figures of a leader; empty unless this member leads
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
     * @param learners connected learners, observers included
     * @param syncedFollowers voters among the learners that have joined
     * @param syncedNonVotingFollowers followers that have joined and have no vote
     * @param pendingSyncs requests {@code sync} that wait for a commit
     * @param uptimeMillis time since the leader was established
     * @param proposals sizes of proposals in bytes
     */
    public record Leading(
            int learners,
            int syncedFollowers,
            int syncedNonVotingFollowers,
            int syncedObservers,
            int pendingSyncs,
            long uptimeMillis,
            ProposalSizes proposals) {}

    /** Sizes of proposals in bytes. All are -1 before the first proposal. */
    public record ProposalSizes(int last, int min, int max) {
        /** The sizes before the first proposal. */
        public static final ProposalSizes NONE = new ProposalSizes(-1, -1, -1);

        /** @return the sizes after one more proposal */
        public ProposalSizes and(int bytes) {
            return new ProposalSizes(bytes, min < 0 ? bytes : Math.min(min, bytes), Math.max(max, bytes));
        }
    }
}
