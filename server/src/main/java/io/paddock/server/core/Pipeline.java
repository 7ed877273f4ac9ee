// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.protocol.txn.Txn;
import io.paddock.protocol.txn.TxnHeader;
import io.paddock.server.auth.AccessControl;
import io.paddock.server.auth.Identities;
import io.paddock.server.ops.Caller;
import io.paddock.server.ops.PendingTree;
import io.paddock.server.ops.WriteOps;
import io.paddock.server.session.Session;
import io.paddock.storage.tree.TxnResult;
import io.paddock.storage.tree.ZnodeTree;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prepare, propose, apply: the three steps of each txn on the server that decides. Owned by the core thread.
 *
 * <p>{@link #prepare} gives each write its place in the order and its outcome. {@link #apply} makes outcomes
 * visible once they are committed. A txn between the two is pending. {@link #takeBack} takes back all pending
 * txns when they can no longer be committed here.
 */
final class Pipeline implements Publisher.Steps {
    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

    private static final TxnResult UNDECODABLE =
            new TxnResult(OpCode.ERROR, ErrorCode.MARSHALLING_ERROR.code(), null, null, null);

    private final CoreParts parts;
    private final ZnodeTree tree;
    private final PendingTree pendingTree;
    private final WriteOps ops;
    private final AccessControl access;
    private final Consumer<LoggedTxn> order;
    private final ArrayDeque<Prepared> pending = new ArrayDeque<>();
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private long lastZxid;
    private long committedZxid;
    private long releasedBytes;

    /**
     * @param pendingTree over the tree, with nothing pending
     * @param order takes each prepared txn; each zxid is one larger than the zxid before
     * @param lastZxid the zxid before the first txn to be prepared; all txns up to it are committed
     */
    Pipeline(
            CoreParts parts,
            PendingTree pendingTree,
            WriteOps ops,
            AccessControl access,
            Consumer<LoggedTxn> order,
            long lastZxid) {
        this.parts = parts;
        this.tree = parts.tree();
        this.pendingTree = pendingTree;
        this.ops = ops;
        this.access = access;
        this.order = order;
        this.lastZxid = lastZxid;
        this.committedZxid = lastZxid;
    }

    /** @return prepared txns and unlogged requests that are not yet applied */
    int pendingCount() {
        return pending.size();
    }

    /** Prepares a client's write. The client is answered after the txn has been applied. */
    void prepare(OrderedRequest write) {
        Session session = write.session();
        if (write.op() == OpCode.CLOSE_SESSION) {
            if (session.isLocal()) {
                session.closing(true);
                pending.add(Prepared.unlogged(lastZxid, write));
            } else {
                prepareClose(session, write.xid(), write);
            }
            return;
        }
        if (write.op() == OpCode.SYNC || write.request() instanceof OrderedRead) {
            pending.add(Prepared.unlogged(lastZxid, write));
            return;
        }
        if (write.request() == null && write.op() != OpCode.MULTI || write.lacksAcl()) {
            // As in ZooKeeper: a multi takes a zxid even if its body cannot be read, but not if an ACL is
            // missing. No other request takes one in these cases.
            pending.add(Prepared.unlogged(lastZxid, write));
            return;
        }
        begin();
        Txn txn = judge(session.id(), session, write.op(), write.request(), write.identities());
        end(session.id(), write.xid(), txn, write, null);
    }

    private Txn judge(long sessionId, Session session, OpCode op, Object request, Identities identities) {
        boolean lives = session == null ? parts.locals().mayLiveElsewhere(sessionId) : !session.isClosing();
        if (!lives) {
            return new Txn.Error(ErrorCode.SESSION_EXPIRED.code());
        }
        Caller caller = new Caller(sessionId, identities, access, LocalSessions.ephemeralsOf(session));
        return ops.prepare(op, request, caller, pendingTree);
    }

    /**
     * Prepares a write of another member's client. That member answers the client.
     *
     * @param session null if this server does not know the session
     * @param request null if the body cannot be decoded; the request still takes a zxid, because otherwise
     *     the other member would wait forever
     */
    void prepareForwarded(long sessionId, Session session, int cxid, OpCode op, Object request, Identities identities) {
        begin();
        end(sessionId, cxid, judge(sessionId, session, op, request, identities), null, null);
    }

    /** Refuses a write of another member's client. */
    void refuseForwarded(long sessionId, int cxid, ErrorCode error) {
        begin();
        end(sessionId, cxid, new Txn.Error(error.code()), null, null);
    }

    /**
     * Prepares a new session.
     *
     * @param opened the client that waits for the session here; null for a client of another member
     */
    void prepareOpen(Session session, OpenedSession opened) {
        begin();
        end(session.id(), 0, new Txn.CreateSession(session.timeoutMillis()), null, opened);
    }

    /**
     * Prepares the end of a session.
     *
     * @param write the request of this server's client to close its session. Null for any other reason, such
     *     as expiry or a request that another member forwarded
     */
    void prepareClose(Session session, int cxid, OrderedRequest write) {
        LOG.debug("Closing session 0x{}", Long.toHexString(session.id()));
        long start = System.nanoTime();
        session.closing(true);
        begin();
        end(session.id(), cxid, ops.closeSession(session.id(), pendingTree), write, null);
        parts.metrics().closePrepareMillis().record(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
    }

    /**
     * Prepares the end of a session that this member does not know, and the deletion of everything that the
     * session left behind.
     */
    void prepareClose(long sessionId, int cxid) {
        begin();
        end(sessionId, cxid, ops.closeSession(sessionId, pendingTree), null, null);
    }

    /** Prepares the server's own removal of a container or TTL znode. */
    void prepareDeleteContainer(String path) {
        begin();
        end(0, 0, ops.deleteContainer(path, pendingTree), null, null);
    }

    private void begin() {
        lastZxid++;
        pendingTree.begin(lastZxid, parts.clock().wallMillis());
    }

    private void end(long sessionId, int cxid, Txn txn, OrderedRequest write, OpenedSession opened) {
        PendingTree.Touched touched = pendingTree.end();
        TxnHeader header = new TxnHeader(sessionId, cxid, touched.zxid(), pendingTree.timeMillis(), txn.type());
        // Apache's format: a failed single operation carries no digest.
        LoggedTxn logged = new LoggedTxn(header, txn, txn.type() == OpCode.ERROR ? null : pendingTree.digest());
        parts.metrics().changesQueued().add(touched.paths().size());
        pending.add(new Prepared(touched.zxid(), logged, touched, write, opened));
        order.accept(logged);
    }

    /** All txns up to this zxid are committed: {@link #apply} may apply them. */
    void committed(long zxid) {
        committedZxid = zxid;
    }

    /**
     * Applies what is committed.
     *
     * @return whether there was anything to apply
     */
    boolean apply() {
        boolean any = parts.publisher().publish(this);
        parts.inbox().release(releasedBytes);
        releasedBytes = 0;
        return any;
    }

    /** @return whether something is committed and not yet applied */
    @Override
    public boolean hasNext() {
        Prepared next = pending.peek();
        return next != null && next.zxid() <= committedZxid;
    }

    @Override
    public int next(long nowMillis) {
        Prepared next = pending.poll();
        apply(next, nowMillis);
        releasedBytes += bytesOf(next);
        return next.touched() == null ? 0 : next.touched().paths().size();
    }

    /**
     * Answers a read at once, while nothing is pending. Refusals of writes are sent at once too. They would
     * overtake a read that waits in the queue.
     */
    void answerNow(OrderedRequest read) {
        parts.publisher().publish(() -> answerUnlogged(read));
    }

    /**
     * Runs a task once every txn of this session that is pending now has been applied. On the core thread,
     * inside the gate.
     */
    void afterPendingOf(long sessionId, Runnable task) {
        long zxid = 0;
        for (Prepared prepared : pending) {
            if (prepared.logged() != null && prepared.logged().header().sessionId() == sessionId) {
                zxid = prepared.zxid();
            }
        }
        if (zxid == 0) {
            parts.publisher().publish(task);
        } else {
            waiting.add(new Waiting(zxid, task));
        }
    }

    /** @param zxid the txn that the task waits for */
    private record Waiting(long zxid, Runnable task) {}

    private void runWaiting(long appliedZxid) {
        waiting.removeIf(each -> {
            boolean due = each.zxid <= appliedZxid;
            if (due) {
                each.task.run();
            }
            return due;
        });
    }

    private static int bytesOf(Prepared prepared) {
        return prepared.write() == null ? 0 : prepared.write().bytes();
    }

    private void apply(Prepared prepared, long nowMillis) {
        LoggedTxn logged = prepared.logged();
        if (logged == null) {
            answerUnlogged(prepared.write());
            return;
        }
        parts.watches().applying(prepared.zxid());
        TxnResult result = tree.apply(logged.header(), logged.txn(), logged.digest(), parts.watches());
        pendingTree.applied(prepared.touched());
        parts.metrics().changesRemoved().add(prepared.touched().paths().size());
        parts.metrics()
                .propagationMillis()
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
            runWaiting(prepared.zxid());
        }
    }

    private void answerUnlogged(OrderedRequest write) {
        if (write.request() instanceof OrderedRead read) {
            read.answer();
        } else if (write.op() == OpCode.SYNC && write.request() instanceof String path) {
            write.done(tree.lastZxid(), OrderedRequest.synced(path));
        } else if (write.op() == OpCode.CLOSE_SESSION) {
            parts.sessions().remove(write.session().id());
            write.done(tree.lastZxid(), OrderedRequest.CLOSED);
        } else {
            write.done(tree.lastZxid(), UNDECODABLE);
        }
        write.client().shard().put(write);
    }

    // The connection of an expired session is closed after the events of the session's end. The connection of
    // a client that closes its session is closed after the reply.
    private void closed(long sessionId, OrderedRequest write) {
        Session session = parts.sessions().find(sessionId);
        parts.sessions().remove(sessionId);
        if (session != null && write == null && session.connection() instanceof Client client) {
            client.shard().put(() -> client.closeSilently("session expired"));
        }
    }

    /**
     * Takes back all pending txns: for this server they did not happen. Some of them may still turn out to be
     * committed. So the waiting clients get no answer, and their connections are closed.
     *
     * @param why for the log
     * @return the sessions whose end has been taken back
     */
    List<Session> takeBack(String why) {
        List<Session> reopened = new ArrayList<>();
        for (Prepared prepared : pending) {
            releasedBytes += bytesOf(prepared);
            if (prepared.write() != null) {
                prepared.write().client().closeSilently(why + " before its write was committed");
            }
            if (prepared.logged() == null) {
                continue;
            }
            TxnHeader header = prepared.logged().header();
            if (prepared.opened() != null) {
                parts.sessions().remove(header.sessionId());
                prepared.opened().client().closeSilently(why + " before its session was committed");
            }
            Session session = parts.sessions().find(header.sessionId());
            if (header.type() == OpCode.CLOSE_SESSION && session != null) {
                session.closing(false);
                reopened.add(session);
                // The requests that this client sent after its close were dropped without an answer.
                if (session.connection() instanceof Client client) {
                    client.closeSilently(why + " before its session's end was committed");
                }
            }
        }
        pending.clear();
        List<Waiting> released = List.copyOf(waiting);
        waiting.clear();
        released.forEach(each -> parts.publisher().publish(each.task));
        parts.inbox().release(releasedBytes);
        releasedBytes = 0;
        lastZxid = tree.lastZxid();
        pendingTree.reset();
        return reopened;
    }
}
