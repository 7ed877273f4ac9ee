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
 * What this member does for its clients: it decides, passes on to who decides, or turns them away; and how far its tree and its log have come meanwhile.
 * On the core thread.
 */
final class ClientRole {
    private final ClientRoles roles;
    private final ZnodeTree tree;
    private final Replica replica;
    /** In the log, and not yet known to be committed. */
    private final ArrayDeque<LoggedProposal> uncommitted = new ArrayDeque<>();

    private DecidingRole deciding; // null unless it leads and serves
    private ForwardingRole learning; // null unless it follows and serves
    private long lastLogged;

    /** @param replica applies what others have decided on */
    ClientRole(ClientRoles roles, ZnodeTree tree, Replica replica) {
        this.roles = roles;
        this.tree = tree;
        this.replica = replica;
    }

    /** @return the role of a leader that serves, else null */
    DecidingRole deciding() {
        return deciding;
    }

    /** @return the role of a learner that serves, else null */
    ForwardingRole learning() {
        return learning;
    }

    /** @return the last zxid that was given to the log, durable or not */
    long lastLogged() {
        return lastLogged;
    }

    /** The tree is what the log says. */
    void begin() {
        lastLogged = tree.lastZxid();
        uncommitted.clear();
    }

    /** Another history has taken the place of ours, on disk and in {@code other}. */
    void adopt(ZnodeTree other) {
        if (roles.isReadOnly()) {
            roles.turnAway("another history has taken the place of what was read");
        }
        roles.exclusively(() -> tree.adopt(other));
        begin();
    }

    void logged(long zxid, Payload txn) {
        uncommitted.add(new LoggedProposal(zxid, txn));
        lastLogged = zxid;
    }

    /** All up to here is committed. @return how many txns that are */
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
            replica.pass(); // Nobody else does.
        }
        return count;
    }

    /** Sessions of whose clients a learner of ours has heard. */
    void touched(List<TouchedSession> touched) {
        if (deciding != null) {
            deciding.learners().touched(touched);
        } else if (learning != null) {
            learning.touchedElsewhere(touched);
        }
    }

    /** Forgets what is not committed: it will not be logged. */
    void giveUp() {
        uncommitted.clear();
    }

    /** Shows all that is committed by now. */
    void showCommitted() {
        replica.pass();
        roles.showCommitted();
    }

    /** Serves nobody from now on. */
    void end(String why) {
        showCommitted();
        roles.turnAway(why);
        deciding = null;
        learning = null;
    }

    /**
     * @param begin the zxid before the first txn to come
     * @param order takes each prepared txn, in order
     */
    void lead(long begin, Electorate electorate, Consumer<LoggedTxn> order) {
        deciding = roles.decide(begin, electorate, order);
    }

    /** @param leader takes what is passed on */
    void follow(long epoch, Consumer<LearnerMessage> leader) {
        learning = roles.learn(replica, Zxid.of(epoch, 0), leader);
    }
}
