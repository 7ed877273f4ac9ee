// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.protocol.quorum.LearnerMessage;
import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.server.auth.AccessControl;
import io.paddock.server.config.ServerConfig;
import io.paddock.server.ops.Electorate;
import io.paddock.server.session.SessionIds;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * The role of this server towards its clients, and every change from one role to the next. The
 * {@link Agreement} decides when the role changes. The core thread owns it.
 */
public final class ClientRoles {
    private final ServerConfig config;
    private final CoreParts parts;
    private final AccessControl access;
    private final SessionIds ids;
    private final PublishedRole published;
    private Role role;

    /** @param published is informed about each change */
    public ClientRoles(
            ServerConfig config, CoreParts parts, AccessControl access, SessionIds ids, PublishedRole published) {
        this.config = config;
        this.parts = parts;
        this.access = access;
        this.ids = ids;
        this.published = published;
        this.role = notServing();
    }

    Role now() {
        return role;
    }

    /**
     * From now on this server decides: alone, or as leader.
     *
     * @param lastZxid the zxid before the first txn to come; all txns up to it are committed
     * @param electorate judges reconfigurations; null on a standalone server
     * @param order takes each prepared txn, in order
     */
    public DecidingRole decide(long lastZxid, Electorate electorate, Consumer<LoggedTxn> order) {
        DecidingRole deciding =
                new DecidingRole(config, parts, access, ids, order, parts.inbox()::execute, lastZxid, electorate);
        change(deciding, false, published.now().servedFromZxid());
        return deciding;
    }

    /**
     * From now on this server forwards to a leader what it may not decide.
     *
     * @param servedFrom the zxid before the first txn to come
     * @param leader takes what is forwarded
     */
    public ForwardingRole learn(Replica replica, long servedFrom, Consumer<LearnerMessage> leader) {
        ForwardingRole learning = new ForwardingRole(parts, ids, replica, leader, parts.inbox()::execute);
        change(learning, true, servedFrom);
        return learning;
    }

    /**
     * From now on only clients are served that accept a server without a quorum. Call this only while the
     * server has no connections.
     */
    public void serveReaders() {
        change(new ReadOnlyRole(parts, ids), false, published.now().servedFromZxid());
    }

    private void change(Role next, boolean forwards, long servedFromZxid) {
        Role before = role;
        role = next;
        published.publish(next.serving(), forwards, servedFromZxid);
        before.end("this server serves again");
    }

    /** From now on no client is served: all connections are closed, and pending writes are dropped. */
    public void turnAway(String why) {
        Role before = role;
        // Clients that already wait keep waiting. Their time limit is not restarted.
        boolean isChange = !(before instanceof NotServingRole);
        role = isChange ? notServing() : before;
        published.publish(role.serving(), false, published.now().servedFromZxid());
        if (isChange) {
            before.end(why);
        }
    }

    private NotServingRole notServing() {
        return new NotServingRole(parts.inbox(), parts.clock().monotonicMillis());
    }

    /** @return whether only clients are served that accept a server without a quorum */
    public boolean isReadOnly() {
        return role.serving() == RoleView.Serving.READERS;
    }

    /**
     * Returns a part that applies txns that other members have decided.
     *
     * @param differs takes each zxid at which the digest of the tree differs from the recorded one
     * @return the part that applies the txns
     */
    public Replica replica(LongConsumer differs) {
        return new Replica(parts, differs);
    }

    /** Changes the tree as a whole, while no event loop reads. */
    public void exclusively(Runnable change) {
        parts.publisher().publish(change);
    }

    /** Applies everything that is committed by now. */
    public void showCommitted() {
        role.pass();
    }

    /** @return wall clock, milliseconds since 1970 */
    public long wallMillis() {
        return parts.clock().wallMillis();
    }
}
