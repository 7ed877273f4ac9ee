// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.learner;

import io.paddock.protocol.Payload;
import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.LeaderMessage.NewLeader;
import io.paddock.protocol.quorum.Reconfiguration;
import io.paddock.zab.member.Member;
import io.paddock.zab.member.Vote;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The configurations that a leader sends on one connection. Decisions need a quorum of a configuration from
 * the moment its txn is in this member's log. The configuration is in force from the moment this member
 * learns that the txn is committed.
 */
final class Configurations {
    private final Member member;
    private final long leader;
    private final boolean isObserver;
    private final SortedMap<Long, EnsembleConfig> proposed = new TreeMap<>();
    private EnsembleConfig ofHistory;

    /** @param isObserver whether this member has told the leader that it is an observer */
    Configurations(Member member, long leader, boolean isObserver) {
        this.member = member;
        this.leader = leader;
        this.isObserver = isObserver;
    }

    /**
     * A proposal has arrived.
     *
     * @throws io.paddock.protocol.jute.MalformedFrame if it is a reconfiguration that cannot be read
     */
    void proposed(long zxid, Payload txn) {
        if (member.settings().reconfigEnabled()) {
            Reconfiguration.in(txn).ifPresent(config -> proposed.put(zxid, config));
        }
    }

    /** The txn is in this member's log, or is about to be written there. */
    void logged(long zxid) {
        EnsembleConfig config = proposed.get(zxid);
        if (config != null) {
            member.propose(config);
        }
    }

    /**
     * NEWLEADER has arrived.
     *
     * @throws io.paddock.protocol.jute.MalformedFrame if its configuration cannot be read
     */
    void onNewLeader(NewLeader message) {
        boolean hasConfig = message.config() != null && message.config().length() > 1;
        if (member.settings().reconfigEnabled() && hasConfig) {
            ofHistory = EnsembleConfig.parse(message.config().text());
        }
    }

    /**
     * This member's log is now the leader's history. The configuration that NEWLEADER carried becomes the
     * proposed one, if the log reaches its version. A later configuration will come as a proposal. (Apache
     * ZooKeeper's leader sends it already with NEWLEADER.)
     */
    void onHistoryHeld(long lastLogged) {
        if (ofHistory != null && ofHistory.version() <= lastLogged) {
            member.proposedIs(ofHistory);
        }
    }

    /**
     * The history is in force. The configuration that came with NEWLEADER is in force too, if it is
     * committed. Apache ZooKeeper's leader may send one that is never committed.
     */
    void onUpToDate(long committed) {
        boolean isInForce =
                ofHistory != null && (Zxid.counterOf(ofHistory.version()) == 0 || ofHistory.version() <= committed);
        if (isInForce) {
            activate(ofHistory, Vote.NOBODY);
        }
    }

    /**
     * A reconfiguration is committed. Its txn may stand anywhere in the queue of proposals. (Apache ZooKeeper
     * looks only at the head of the queue.)
     */
    void onActivated(long zxid, long designated) {
        EnsembleConfig config = proposed.remove(zxid);
        if (config != null) {
            activate(config, designated);
        }
    }

    // If the configuration names another leader, or gives this member another role, this connection ends.
    // This member then knows the next leader. The exception is a leader that is no voter any more and has
    // named no successor.
    private void activate(EnsembleConfig config, long designated) {
        EnsembleConfig before = member.ensemble().committed();
        if (!member.activate(config)) {
            return;
        }
        boolean hasNewRole = member.isObserver() != isObserver;
        // Each file may write the leader's address in its own way. The leader's own file may use a wildcard.
        boolean hasLeaderMoved = config.isElsewhere(before, leader);
        if (designated == Vote.NOBODY && (!config.isVoter(leader) || hasLeaderMoved)) {
            member.leave("the configuration in force takes leader " + leader + " out");
        } else if (designated != Vote.NOBODY && designated != leader || hasNewRole) {
            long next = designated == Vote.NOBODY ? leader : designated;
            member.leaveFor(next, "the configuration in force has us learn from " + next);
        }
    }
}
