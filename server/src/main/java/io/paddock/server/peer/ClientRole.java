// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import io.paddock.protocol.Payload;
import io.paddock.protocol.Zxid;
import io.paddock.protocol.quorum.LearnerMessage;
import io.paddock.protocol.quorum.TouchedSession;
import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.server.core.ClientRoles;
import io.paddock.server.core.DecidingRole;
import io.paddock.server.core.ForwardingRole;
import io.paddock.server.core.Replica;
import io.paddock.server.ops.Electorate;
import io.paddock.storage.tree.ZnodeTree;
import io.paddock.zab.member.LoggedProposal;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;

/**
 * This member's current role for its clients: it leads, forwards to the leader, or does not serve. Also the
 * last zxid that was given to the log, and the txns that wait for their commit. On the core thread.
 */
final class ClientRole {
    private final ClientRoles roles;
    private final ZnodeTree tree;
    private final Replica replica;
    /** Proposals that are in the log, but not yet known to be committed. */
    private final ArrayDeque<LoggedProposal> uncommitted = new ArrayDeque<>();

    private DecidingRole deciding; // null unless it leads and serves
    private ForwardingRole learning; // null unless it follows and serves
    private long lastLogged;

    /**
     * Does not serve yet.
     *
     * @param roles makes the roles
     * @param tree this member's tree
     * @param replica applies the txns that a leader has committed
     */
    ClientRole(ClientRoles roles, ZnodeTree tree, Replica replica) {
        this.roles = roles;
        this.tree = tree;
        this.replica = replica;
    }

    /** @return the role of a leader that serves, otherwise null */
    DecidingRole deciding() {
        return deciding;
    }

    /** @return the role of a learner that serves, otherwise null */
    ForwardingRole learning() {
        return learning;
    }

    /** @return the last zxid that was given to the log, durable or not */
    long lastLogged() {
        return lastLogged;
    }

    /** Begins with the tree as the log has it. */
    void begin() {
        lastLogged = tree.lastZxid();
        uncommitted.clear();
    }

    /** Another history has replaced this member's, on disk and in {@code other}. */
    void adopt(ZnodeTree other) {
        if (roles.isReadOnly()) {
            roles.turnAway("another history has replaced the one that was read");
        }
        roles.exclusively(() -> tree.adopt(other));
        begin();
    }

    void logged(long zxid, Payload txn) {
        uncommitted.add(new LoggedProposal(zxid, txn));
        lastLogged = zxid;
    }

    /**
     * Notes that all txns up to here are committed.
     *
     * @return how many txns that are
     */
    int committedUpTo(long zxid) {
        if (deciding != null) {
            deciding.committed(zxid);
        }
        int count = 0;
        while (!uncommitted.isEmpty() && uncommitted.peek().zxid() <= zxid) {
            LoggedProposal next = uncommitted.poll();
            count++;
            if (deciding == null) {
                replica.committed(next.txn());
            }
        }
        if (deciding == null && learning == null) {
            replica.pass(); // No role applies them while this member does not serve.
        }
        return count;
    }

    /** Touches the sessions of clients that a learner has heard from. */
    void touched(List<TouchedSession> touched) {
        if (deciding != null) {
            deciding.learners().touched(touched);
        } else if (learning != null) {
            learning.touchedElsewhere(touched);
        }
    }

    /** Forgets the proposals that are not committed: they will not be logged. */
    void giveUp() {
        uncommitted.clear();
    }

    /** Applies everything that is committed by now, so that clients can read it. */
    void showCommitted() {
        replica.pass();
        roles.showCommitted();
    }

    /** Stops serving. */
    void end(String why) {
        showCommitted();
        roles.turnAway(why);
        deciding = null;
        learning = null;
    }

    /**
     * Begins to serve as the leader.
     *
     * @param begin the zxid before the first txn of this leader
     * @param electorate the members
     * @param order takes each prepared txn, in order
     */
    void lead(long begin, Electorate electorate, Consumer<LoggedTxn> order) {
        deciding = roles.decide(begin, electorate, order);
    }

    /**
     * Begins to serve as a learner.
     *
     * @param epoch of the leader
     * @param leader takes the requests that are forwarded
     */
    void follow(long epoch, Consumer<LearnerMessage> leader) {
        learning = roles.learn(replica, Zxid.of(epoch, 0), leader);
    }
}
