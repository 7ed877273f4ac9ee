// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.PeerState;
import io.paddock.server.facts.MemberFacts;
import io.paddock.server.facts.MemberFacts.Leading;
import io.paddock.server.facts.MemberFacts.Mode;
import io.paddock.server.facts.MemberFacts.Part;
import io.paddock.server.facts.MemberFacts.ProposalSizes;
import io.paddock.server.facts.MemberView;
import io.paddock.zab.leader.LeaderFigures;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A member's state, for operators. The core thread writes it, any thread reads it. */
final class PeerView implements MemberView {
    private static final Logger LOG = LoggerFactory.getLogger(PeerView.class);

    private final boolean leaderServes;
    private final boolean takesObservers;
    private volatile MemberFacts now;
    private EnsembleConfig config;
    private PeerState state = PeerState.LOOKING;
    private long leader;
    private String phase = "";
    private boolean serving;
    private boolean readOnly;
    private int observers;
    private long servingSinceMillis;
    private ProposalSizes proposals = ProposalSizes.NONE;

    /**
     * Shows a member that does not serve yet.
     *
     * @param config the committed configuration
     * @param leaderServes whether a leader serves clients
     * @param takesObservers whether a follower serves observers
     */
    PeerView(EnsembleConfig config, boolean leaderServes, boolean takesObservers) {
        this.config = config;
        this.leaderServes = leaderServes;
        this.takesObservers = takesObservers;
        show(null, 0);
    }

    @Override
    public MemberFacts now() {
        return now;
    }

    void configured(EnsembleConfig inForce) {
        config = inForce;
        MemberFacts shown = now;
        shown.part()
                .ifPresent(part -> now = MemberFacts.of(
                        shown.mode(),
                        new Part(part.peerState(), inForce, part.learnsFrom(), part.observers(), part.leading())));
    }

    void became(PeerState next, long itsLeader) {
        state = next;
        leader = itsLeader;
        phase = "";
        serving = false;
        readOnly = false;
        observers = 0;
        proposals = ProposalSizes.NONE;
        show(null, 0);
        LOG.info("Peer state changed: {}", peerState());
    }

    /**
     * The member has reached another phase of its role.
     *
     * @param next such as {@code discovery}
     */
    void reached(String next) {
        if (!serving && !phase.equals(next)) {
            phase = next;
            LOG.info("Peer state changed: {}", peerState());
        }
    }

    /** @return whether clients are served, or would be if they connected; on the core thread */
    boolean isServing() {
        return serving;
    }

    void serves(LeaderFigures figures, long nowMillis) {
        reached("broadcast");
        serving = true;
        servingSinceMillis = nowMillis;
        show(figures, nowMillis);
    }

    /** An observer learns from this server, which need not be the elected leader. */
    void learnsFrom(long sid) {
        leader = sid;
        show(null, 0);
    }

    /** A follower serves this number of observers. */
    void serves(int syncedObservers) {
        if (syncedObservers != observers) {
            observers = syncedObservers;
            show(null, 0);
        }
    }

    void servesReaders() {
        readOnly = true;
        show(null, 0);
    }

    void proposed(int bytes) {
        proposals = proposals.and(bytes);
    }

    /**
     * Shows the current state.
     *
     * @param figures null unless it leads
     * @param nowMillis monotonic time
     */
    void show(LeaderFigures figures, long nowMillis) {
        OptionalInt relayed = state == PeerState.FOLLOWING && takesObservers && serving
                ? OptionalInt.of(observers)
                : OptionalInt.empty();
        OptionalLong learnsFrom = state == PeerState.OBSERVING ? OptionalLong.of(leader) : OptionalLong.empty();
        Optional<Leading> leading =
                figures == null || !serving ? Optional.empty() : Optional.of(leading(figures, nowMillis));
        now = MemberFacts.of(mode(), new Part(peerState(), config, learnsFrom, relayed, leading));
    }

    private Leading leading(LeaderFigures figures, long nowMillis) {
        return new Leading(
                figures.learners(),
                figures.syncedFollowers(),
                figures.syncedNonVoters(),
                figures.syncedObservers(),
                figures.pendingSyncs(),
                nowMillis - servingSinceMillis,
                proposals);
    }

    private Mode mode() {
        if (!serving) {
            return readOnly ? Mode.READ_ONLY : Mode.NOT_SERVING;
        }
        return switch (state) {
            case LEADING -> leaderServes ? Mode.LEADER : Mode.NOT_SERVING;
            case FOLLOWING -> Mode.FOLLOWER;
            case OBSERVING -> Mode.OBSERVER;
            case LOOKING -> Mode.NOT_SERVING;
        };
    }

    private String peerState() {
        String role = state.name().toLowerCase(Locale.ROOT);
        return phase.isEmpty() ? role : role + " - " + phase;
    }
}
