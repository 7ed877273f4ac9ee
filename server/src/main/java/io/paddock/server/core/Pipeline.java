// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.protocol.txn.Txn;
import io.paddock.protocol.txn.TxnHeader;
import io.paddock.server.auth.AccessControl;
import io.paddock.server.ops.Caller;
import io.paddock.server.ops.PendingTree;
import io.paddock.server.ops.WriteOps;
import io.paddock.server.session.Session;
import io.paddock.server.session.SessionTracker;
import io.paddock.server.watch.Watches;
import io.paddock.storage.tree.TxnResult;
import io.paddock.storage.tree.ZnodeTree;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prepare, log, apply: the life of a txn on this server. Owned by the core thread.
 *
 * <p>{@link #prepare} gives each write its place in the order and its outcome; {@link #applyDurable} makes outcomes visible once the log
 * thread says they will survive. What lies between is pending, and is taken back as a whole by {@link #takeBack} when the log fails.
 */
final class Pipeline {
    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
    /** Txns applied in one hold of the gate: readers wait no longer than that many take. */
    private static final int APPLY_MAX = 256;
    /** Past so many changed znodes no further txn is applied in the same hold: a few large multis are as much as many small writes. */
    private static final int APPLY_CHANGES_MAX = 4096;

    private static final TxnResult UNDECODABLE =
            new TxnResult(OpCode.ERROR, ErrorCode.MARSHALLING_ERROR.code(), null, null, null);

    private final ZnodeTree tree;
    private final PendingTree pendingTree;
    private final WriteOps ops;
    private final AccessControl access;
    private final SessionTracker sessions;
    private final ProposalLog log;
    private final Clock clock;
    private final List<Shard> shards;
    private final Watches watches;
    private final WriteMetrics metrics;
    private final AtomicLong bytesInFlight;
    private final ArrayDeque<Prepared> pending = new ArrayDeque<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private long lastZxid;

    Pipeline(
            ZnodeTree tree,
            boolean digests,
            boolean quotas,
            WriteOps ops,
            AccessControl access,
            SessionTracker sessions,
            ProposalLog log,
            Clock clock,
            List<Shard> shards,
            Watches watches,
            AtomicLong bytesInFlight,
            WriteMetrics metrics) {
        this.bytesInFlight = bytesInFlight;
        this.tree = tree;
        this.metrics = metrics;
        this.pendingTree = new PendingTree(tree, digests, quotas);
        this.ops = ops;
        this.access = access;
        this.sessions = sessions;
        this.log = log;
        this.clock = clock;
        this.shards = shards;
        this.watches = watches;
        this.lastZxid = tree.lastZxid();
    }

    /** @return txns prepared and not yet applied */
    int pendingCount() {
        return pending.size();
    }

    /** Prepares a client's write; its reply goes out when it has been applied. */
    void prepare(Write write) {
        Session session = write.session();
        if (write.op() == OpCode.CLOSE_SESSION) {
            prepareClose(session, write.xid(), write);
            return;
        }
        if (write.request() instanceof PlacedRead) {
            pending.add(Prepared.unlogged(lastZxid, write));
            return;
        }
        if (write.request() == null && write.op() != OpCode.MULTI) {
            // As in ZooKeeper: only a multi takes a zxid before its body is looked at.
            pending.add(Prepared.unlogged(lastZxid, write));
            return;
        }
        begin();
        Txn txn = session.isClosing()
                ? new Txn.Error(ErrorCode.SESSION_EXPIRED.code())
                : ops.prepare(
                        write.op(), write.request(), new Caller(session.id(), write.identities(), access), pendingTree);
        end(session.id(), write.xid(), txn, write, null);
    }

    /** A session begins. @param client waits for it */
    void prepareOpen(Session session, Client client) {
        begin();
        end(session.id(), 0, new Txn.CreateSession(session.timeoutMillis()), null, new OpenedSession(session, client));
    }

    /** A session ends: asked for by its client ({@code write}), or by the clock (null). */
    void prepareClose(Session session, int cxid, Write write) {
        LOG.debug("Closing session 0x{}", Long.toHexString(session.id()));
        long start = System.nanoTime();
        session.closing(true);
        begin();
        end(session.id(), cxid, ops.closeSession(session.id(), pendingTree), write, null);
        metrics.closePrepareMillis().record(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
    }

    /** The server removes a container or TTL znode. */
    void prepareDeleteContainer(String path) {
        begin();
        end(0, 0, ops.deleteContainer(path, pendingTree), null, null);
    }

    private void begin() {
        lastZxid++;
        pendingTree.begin(lastZxid, clock.wallMillis());
    }

    private void end(long sessionId, int cxid, Txn txn, Write write, OpenedSession opened) {
        PendingTree.Touched touched = pendingTree.end();
        TxnHeader header = new TxnHeader(sessionId, cxid, touched.zxid(), pendingTree.timeMillis(), txn.type());
        // Apache's format: a failed single operation carries no digest.
        LoggedTxn logged = new LoggedTxn(header, txn, txn.type() == OpCode.ERROR ? null : pendingTree.digest());
        metrics.changesQueued().add(touched.paths().size());
        pending.add(new Prepared(touched.zxid(), logged, touched, write, opened));
        log.append(logged);
    }

    /** Applies what has become durable and wakes the loops that have something to deliver. @return whether there was anything */
    boolean applyDurable(long durableZxid) {
        boolean any = false;
        while (hasDurable(durableZxid)) {
            long nowMillis = clock.wallMillis();
            long bytes = 0;
            tree.gate().lockAll();
            try {
                int changes = 0;
                for (int i = 0; i < APPLY_MAX && changes < APPLY_CHANGES_MAX && hasDurable(durableZxid); i++) {
                    Prepared next = pending.poll();
                    apply(next, nowMillis);
                    changes +=
                            next.touched() == null ? 0 : next.touched().paths().size();
                    bytes += bytesOf(next);
                }
            } finally {
                tree.gate().unlockAll();
            }
            bytesInFlight.addAndGet(-bytes);
            any = true;
            wakeShards();
        }
        return any;
    }

    /** Puts out something that no txn brings about. */
    void putOut(Shard shard, Delivery delivery) {
        tree.gate().lockAll();
        try {
            shard.put(delivery);
        } finally {
            tree.gate().unlockAll();
        }
        shard.wakeIfDue();
    }

    /** Answers a read while nothing is pending: refusals overtake what waits here, so it must not wait. */
    void answerNow(Write read) {
        tree.gate().lockAll();
        try {
            answerUnlogged(Prepared.unlogged(lastZxid, read));
        } finally {
            tree.gate().unlockAll();
        }
        read.client().shard().wakeIfDue();
    }

    /** Something to be put out once the tree has every txn of a session that is pending now. */
    void putOutAfterPendingOf(long sessionId, Shard shard, Delivery delivery) {
        long zxid = 0;
        for (Prepared prepared : pending) {
            if (prepared.logged() != null && prepared.logged().header().sessionId() == sessionId) {
                zxid = prepared.zxid();
            }
        }
        if (zxid == 0) {
            putOut(shard, delivery);
        } else {
            waiting.add(new Waiting(zxid, shard, delivery));
        }
    }

    /** @param zxid the txn it waits for */
    private record Waiting(long zxid, Shard shard, Delivery delivery) {}

    private void putOutWaiting(long appliedZxid) {
        waiting.removeIf(each -> {
            boolean due = each.zxid <= appliedZxid;
            if (due) {
                each.shard.put(each.delivery);
            }
            return due;
        });
    }

    /** @return whether something waits to be applied that is durable up to {@code durableZxid} */
    boolean hasDurable(long durableZxid) {
        Prepared next = pending.peek();
        return next != null && next.zxid() <= durableZxid;
    }

    private static int bytesOf(Prepared prepared) {
        return prepared.write() == null ? 0 : prepared.write().bytes();
    }

    private void apply(Prepared prepared, long nowMillis) {
        LoggedTxn logged = prepared.logged();
        if (logged == null) {
            answerUnlogged(prepared);
            return;
        }
        watches.applying(prepared.zxid());
        TxnResult result = tree.apply(logged.header(), logged.txn(), logged.digest(), watches);
        pendingTree.applied(prepared.touched());
        metrics.changesRemoved().add(prepared.touched().paths().size());
        metrics.propagationMillis()
                .record(Math.max(0, nowMillis - logged.header().timeMillis()));
        if (prepared.write() != null) {
            prepared.write().done(prepared.zxid(), result);
            prepared.write().client().shard().put(prepared.write());
        }
        if (prepared.opened() != null) {
            prepared.opened().client().shard().put(prepared.opened());
        }
        if (logged.header().type() == OpCode.CLOSE_SESSION) {
            closed(logged.header().sessionId(), prepared.write());
        }
        if (!waiting.isEmpty()) {
            putOutWaiting(prepared.zxid());
        }
    }

    private static void answerUnlogged(Prepared prepared) {
        Write write = prepared.write();
        if (write.request() instanceof PlacedRead read) {
            read.answer();
        } else {
            write.done(prepared.zxid(), UNDECODABLE);
        }
        write.client().shard().put(write);
    }

    // The connection of an expired session is closed behind the events of its own end; that of a closing client, by its
    // reply.
    private void closed(long sessionId, Write write) {
        Session session = sessions.find(sessionId);
        sessions.remove(sessionId);
        if (session != null && write == null && session.connection() instanceof Client client) {
            client.shard().put(() -> client.closeSilently("session expired"));
        }
    }

    private void wakeShards() {
        for (Shard shard : shards) {
            shard.wakeIfDue();
        }
    }

    /**
     * The log failed: all that is not durable has not happened. Whoever waits for it learns nothing, since part of it may still turn out to be
     * on disk before the log is cut: their connections are closed.
     *
     * @return the sessions whose end has been taken back
     */
    List<Session> takeBack() {
        List<Session> reopened = new ArrayList<>();
        for (Prepared prepared : pending) {
            bytesInFlight.addAndGet(-bytesOf(prepared));
            if (prepared.write() != null) {
                prepared.write().client().closeSilently("the txn log failed before its write was durable");
            }
            if (prepared.logged() == null) {
                continue;
            }
            TxnHeader header = prepared.logged().header();
            if (prepared.opened() != null) {
                sessions.remove(header.sessionId());
                prepared.opened().client().closeSilently("the txn log failed before its session was durable");
            }
            Session session = sessions.find(header.sessionId());
            if (header.type() == OpCode.CLOSE_SESSION && session != null) {
                session.closing(false);
                reopened.add(session);
                // What it sent meanwhile was dropped without an answer.
                if (session.connection() instanceof Client client) {
                    client.closeSilently("the txn log failed before its session's end was durable");
                }
            }
        }
        pending.clear();
        List<Waiting> released = List.copyOf(waiting);
        waiting.clear();
        released.forEach(each -> putOut(each.shard, each.delivery));
        lastZxid = tree.lastZxid();
        pendingTree.reset();
        return reopened;
    }
}
