// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.server.auth.AccessControl;
import io.paddock.server.config.ServerConfig;
import io.paddock.server.ops.Electorate;
import io.paddock.server.ops.Ephemerals;
import io.paddock.server.ops.PendingTree;
import io.paddock.server.ops.WriteOps;
import io.paddock.server.session.Session;
import io.paddock.server.session.SessionIds;
import io.paddock.server.session.SessionTracker;
import java.util.List;
import java.util.function.Consumer;

/**
 * The role of a standalone server or of a leader. This server decides the outcome of each write, gives each
 * write its place in the one order, and decides when sessions end. Owned by the core thread.
 */
public final class DecidingRole implements Role {
    private static final int PENDING_MAX = 1 << 16;
    private static final String STOPPED = "this server is handing over to another leader";

    private static final String LEADS_ONLY = "this server leads, and leaderServes=no: clients are for the others";

    private final CoreParts parts;
    private final SessionTracker sessions;
    private final Pipeline pipeline;
    private final OwnSessions desk;
    private final Reaper reaper;
    private final ForwardedWrites learners;
    private final boolean takesClients;
    private boolean writable = true;
    private boolean stopped;

    /**
     * @param order takes each prepared txn
     * @param core runs a task on the core thread
     * @param lastZxid the zxid before the first txn to be prepared; all txns up to it are committed
     * @param electorate answers questions about the ensemble when a reconfiguration is judged; null on a
     *     standalone server
     */
    DecidingRole(
            ServerConfig config,
            CoreParts parts,
            AccessControl access,
            SessionIds ids,
            Consumer<LoggedTxn> order,
            Consumer<Runnable> core,
            long lastZxid,
            Electorate electorate) {
        this.parts = parts;
        this.takesClients = electorate == null || config.ensemble().serving().leaderServes();
        this.sessions = parts.sessions();
        WriteOps ops = new WriteOps(
                config.znodes().extendedTypesEnabled(),
                config.znodes().enforceQuota(),
                config.reconfigEnabled(),
                electorate);
        PendingTree pending = new PendingTree(
                parts.tree(), config.storage().digestEnabled(), config.znodes().enforceQuota());
        this.pipeline = new Pipeline(parts, pending, ops, access, order, lastZxid);
        this.desk = new OwnSessions(parts, ids, pipeline, () -> writable, core);
        this.reaper = new Reaper(parts.tree(), pipeline::prepareDeleteContainer, parts.clock(), config.znodes());
        this.learners = new ForwardedWrites(parts, pipeline, ops);
        trackSessions();
        buryTheDead();
    }

    /** Each session of the tree gets its full timeout from now on. */
    private void trackSessions() {
        long now = parts.clock().monotonicMillis();
        sessions.clear();
        parts.tree().sessions().forEach((id, timeoutMillis) -> sessions.open(id, timeoutMillis, now));
    }

    // Ephemerals whose session no server knows any more would stay permanently. A txn deletes them, so that
    // every member deletes them. Apache's leader deletes them only in its own tree, which from then on
    // differs from its followers' trees.
    private void buryTheDead() {
        parts.tree().deadOwners().forEach(id -> pipeline.prepareClose(id, 0));
    }

    /** @return the part that prepares what other members forward to this leader */
    public ForwardedWrites learners() {
        return learners;
    }

    /** All txns up to this zxid are committed. The next {@link #pass} applies them. */
    public void committed(long zxid) {
        pipeline.committed(zxid);
    }

    /**
     * Tells this role whether the log takes writes. While it does not, writes are refused and reads are
     * answered. When it stops taking writes, the txns that are pending cannot be logged, so they are taken
     * back.
     *
     * @param value whether the log takes writes
     */
    void writable(boolean value) {
        if (writable && !value) {
            long now = parts.clock().monotonicMillis();
            pipeline.apply();
            pipeline.takeBack("the txn log failed").forEach(session -> sessions.retry(session, now));
        }
        writable = value;
    }

    @Override
    public RoleView.Serving serving() {
        return takesClients ? RoleView.Serving.ALL : RoleView.Serving.NOBODY;
    }

    /**
     * Prepares nothing more, because another leader will continue from the txns prepared until now. The
     * connection of each client that sends a request from now on is closed, so that the client finds the new
     * leader.
     *
     * @return true on the first call
     */
    public boolean stopTaking() {
        boolean isNews = !stopped;
        stopped = true;
        learners.stopTaking();
        return isNews;
    }

    @Override
    public void take(OrderedRequest write) {
        if (stopped) {
            parts.release(write);
            write.client().closeSilently(STOPPED);
        } else if (writable) {
            if (parts.locals().upgrading() && write.session().isLocal() && Ephemerals.in(write.request())) {
                desk.upgrade(write.session());
            }
            pipeline.prepare(write);
        } else if (write.request() instanceof OrderedRead) {
            pipeline.answerNow(write);
            parts.release(write);
        } else {
            refuse(write);
        }
    }

    // A client that only closes its session needs no log. Its session expires once the log takes writes
    // again.
    private void refuse(OrderedRequest write) {
        parts.release(write);
        if (write.op() == OpCode.CLOSE_SESSION) {
            write.client().closeSilently("the txn log cannot be written; the session will expire");
            return;
        }
        write.refuse(parts.tree().lastZxid());
        parts.publisher().putOut(write.client().shard(), write);
    }

    @Override
    public void open(Client client, int timeoutMillis) {
        if (!takesClients) {
            client.closeSilently(LEADS_ONLY);
        } else if (stopped) {
            client.closeSilently(STOPPED);
        } else if (!writable) {
            client.closeSilently("the txn log cannot be written, so no session can be opened");
        } else if (pipeline.pendingCount() >= PENDING_MAX) {
            client.closeSilently("too much waits for the disk already to open a session");
        } else {
            desk.open(client, timeoutMillis);
        }
    }

    @Override
    public void renew(Client client, long sessionId, byte[] password, int timeoutMillis) {
        if (!takesClients) {
            client.closeSilently(LEADS_ONLY);
            return;
        }
        desk.renew(client, sessionId, password, timeoutMillis);
    }

    @Override
    public void await(Client client) {
        client.tryAgain();
    }

    @Override
    public void detached(Client client, Session session) {
        session.detach(client);
    }

    @Override
    public boolean hasWork() {
        return pipeline.hasNext();
    }

    /** @return whether a txn or an unlogged request is prepared and not yet applied */
    boolean hasPending() {
        return pipeline.pendingCount() > 0;
    }

    @Override
    public boolean pass() {
        return pipeline.apply();
    }

    @Override
    public long nextDueMillis() {
        if (stopped) {
            return Deadlines.NEVER;
        }
        return writable ? Math.min(sessions.nextDueMillis(), reaper.nextDueMillis()) : sessions.nextDueMillis();
    }

    @Override
    public void tick(long nowMillis) {
        if (stopped) {
            return;
        }
        desk.expire(nowMillis);
        if (writable) {
            reaper.tick();
        }
    }

    @Override
    public void end(String why) {
        pipeline.takeBack(why);
        List.copyOf(sessions.all()).forEach(session -> cut(session, why));
        sessions.clear();
    }

    static void cut(Session session, String why) {
        if (session.connection() != null) {
            session.connection().closeSilently(why);
        }
    }
}
