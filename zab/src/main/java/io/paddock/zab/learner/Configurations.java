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
 * What a leader says on one connection about who belongs to the ensemble. A configuration has a say from the moment its txn is in our log,
 * and is in force from the moment we hear that the txn is committed.
 */
final class Configurations {
    private final Member member;
    private final long leader;
    private final boolean isObserver;
    private final SortedMap<Long, EnsembleConfig> proposed = new TreeMap<>();
    private EnsembleConfig ofHistory;

    /** @param isObserver as what we have presented ourselves */
    Configurations(Member member, long leader, boolean isObserver) {
        this.member = member;
        this.leader = leader;
        this.isObserver = isObserver;
    }

    /** A txn has come. @throws io.paddock.protocol.jute.MalformedFrame when it is a reconfiguration that nobody can read */
    void proposed(long zxid, Payload txn) {
        if (member.settings().reconfigEnabled()) {
            Reconfiguration.in(txn).ifPresent(config -> proposed.put(zxid, config));
        }
    }

    /** The txn is in our log, or is about to be written there. */
    void logged(long zxid) {
        EnsembleConfig config = proposed.get(zxid);
        if (config != null) {
            member.propose(config);
        }
    }

    /** NEWLEADER has come. @throws io.paddock.protocol.jute.MalformedFrame when its configuration cannot be read */
    void onNewLeader(NewLeader message) {
        boolean hasConfig = message.config() != null && message.config().length() > 1;
        if (member.settings().reconfigEnabled() && hasConfig) {
            ofHistory = EnsembleConfig.parse(message.config().text());
        }
    }

    /**
     * Our log is the leader's history now, and what it says is the last configuration in it counts for us. One beyond our log will come as a
     * proposal; the reference's leader tells it already with NEWLEADER.
     */
    void onHistoryHeld(long lastLogged) {
        if (ofHistory != null && ofHistory.version() <= lastLogged) {
            member.proposedIs(ofHistory);
        }
    }

    /**
     * The history is in force, and with it the configuration that came with NEWLEADER, if that one is committed: a leader of the reference
     * lets us know of one that may never be.
     */
    void onUpToDate(long committed) {
        boolean isInForce =
                ofHistory != null && (Zxid.counterOf(ofHistory.version()) == 0 || ofHistory.version() <= committed);
        if (isInForce) {
            activate(ofHistory, Vote.NOBODY);
        }
    }

    /** A reconfiguration is committed, wherever in the queue it stands: the reference looks at the head of the queue alone. */
    void onActivated(long zxid, long designated) {
        EnsembleConfig config = proposed.remove(zxid);
        if (config != null) {
            activate(config, designated);
        }
    }

    // Where it makes another member leader, or gives us another role, this connection is over. Whom to follow next
    // is then known, unless our leader is no voter any more and has named nobody.
    private void activate(EnsembleConfig config, long designated) {
        EnsembleConfig before = member.ensemble().committed();
        if (!member.activate(config)) {
            return;
        }
        boolean hasNewRole = member.isObserver() != isObserver;
        // Each file may name the leader's place in its own way, the leader's own file by a wildcard.
        boolean hasLeaderMoved = config.isElsewhere(before, leader);
        if (designated == Vote.NOBODY && (!config.isVoter(leader) || hasLeaderMoved)) {
            member.leave("the configuration in force takes leader " + leader + " out");
        } else if (designated != Vote.NOBODY && designated != leader || hasNewRole) {
            long next = designated == Vote.NOBODY ? leader : designated;
            member.leaveFor(next, "the configuration in force has us learn from " + next);
        }
    }
}
