// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.Payload;
import io.paddock.protocol.jute.Id;
import io.paddock.protocol.quorum.LearnerMessage;
import io.paddock.protocol.quorum.TouchedSession;
import io.paddock.protocol.txn.LoggedTxn;
import io.paddock.server.ops.Ephemerals;
import io.paddock.server.session.Session;
import io.paddock.server.session.SessionIds;
import io.paddock.server.session.SessionPassword;
import io.paddock.server.session.SessionTracker;
import io.paddock.storage.tree.TxnResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The role of a follower or an observer. This server answers reads itself and forwards everything else to the
 * leader. The client is answered when the resulting txn is applied here (docs/protocol/members.md, "Requests
 * of clients"). Owned by the core thread.
 *
 * <p>Requests of one session that wait here are answered in their order. A write is answered when its txn is
 * applied; txns arrive in the order of the writes. A sync is answered when the leader's answer arrives. A
 * read between them is answered when all earlier requests are answered.
 */
public final class ForwardingRole implements Role {
    private static final TxnResult UNDECODABLE =
            new TxnResult(OpCode.ERROR, ErrorCode.MARSHALLING_ERROR.code(), null, null, null);

    private final CoreParts parts;
    private final SessionTracker sessions;
    private final SessionIds ids;
    private final Expiry expiry;
    private final Replica replica;
    private final Consumer<LearnerMessage> leader;
    private final Map<Long, ArrayDeque<OrderedRequest>> waiting = new HashMap<>();
    private final ArrayDeque<OrderedRequest> syncs = new ArrayDeque<>();
    private final Map<Long, OpenedSession> opening = new HashMap<>();
    private final Map<Long, Renewal> renewing = new HashMap<>();
    private final List<TouchedSession> departed = new ArrayList<>();
    private long touchesToldMillis;

    private record Renewal(Client client, int timeoutMillis) {}

    /**
     * @param leader takes what is forwarded
     * @param core runs a task on the core thread
     */
    ForwardingRole(
            CoreParts parts,
            SessionIds ids,
            Replica replica,
            Consumer<LearnerMessage> leader,
            Consumer<Runnable> core) {
        this.parts = parts;
        this.sessions = parts.sessions();
        this.expiry = new Expiry(sessions, parts.clock(), core, session -> OwnSessions.end(sessions, session));
        this.ids = ids;
        this.replica = replica;
        this.leader = leader;
        this.touchesToldMillis = parts.clock().monotonicMillis();
        replica.listener(this::applied);
        sessions.clear();
    }

    @Override
    public RoleView.Serving serving() {
        return RoleView.Serving.ALL;
    }

    // --- requests of clients

    @Override
    public void take(OrderedRequest write) {
        Session session = write.session();
        if (parts.locals().upgrading() && session.isLocal() && Ephemerals.in(write.request())) {
            upgrade(session);
        }
        boolean isPassedOn = !isAnsweredHere(write);
        if (isPassedOn) {
            passOn(write);
        }
        ArrayDeque<OrderedRequest> before = waiting.get(write.session().id());
        if (!isPassedOn && before == null) {
            parts.publisher().publish(() -> answerHere(write));
        } else {
            waiting.computeIfAbsent(write.session().id(), id -> new ArrayDeque<>())
                    .add(write);
        }
    }

    // All members must know the session: an ephemeral znode must not outlive its session.
    private void upgrade(Session session) {
        session.local(false);
        leader.accept(new LearnerMessage.Request(
                session.id(), 0, OpCode.CREATE_SESSION.code(), timeout(session.timeoutMillis()), null));
    }

    private void passOn(OrderedRequest write) {
        List<Id> identities = write.identities().ids();
        Payload body = write.op() == OpCode.CLOSE_SESSION ? Payload.EMPTY : write.body();
        if (write.op() == OpCode.SYNC) {
            syncs.add(write);
        } else if (write.op() == OpCode.CLOSE_SESSION) {
            write.session().closing(true);
        }
        leader.accept(new LearnerMessage.Request(
                write.session().id(), write.xid(), write.op().code(), body, identities));
    }

    @Override
    public void open(Client client, int timeoutMillis) {
        long id = ids.next();
        while (sessions.find(id) != null || parts.tree().sessions().containsKey(id)) {
            id = ids.next(); // An earlier process used this id, if the clock was set back since.
        }
        Session session = sessions.open(id, timeoutMillis, parts.clock().monotonicMillis());
        session.attach(client, timeoutMillis);
        if (parts.locals().enabled()) {
            session.local(true);
            parts.publisher().putOut(client.shard(), new OpenedSession(session, client));
            return;
        }
        opening.put(id, new OpenedSession(session, client));
        leader.accept(new LearnerMessage.Request(id, 0, OpCode.CREATE_SESSION.code(), timeout(timeoutMillis), null));
    }

    private static Payload timeout(int millis) {
        ByteBuf bytes = Unpooled.buffer(Integer.BYTES, Integer.BYTES).writeInt(millis);
        return new Payload(bytes.array());
    }

    @Override
    public void renew(Client client, long sessionId, byte[] password, int timeoutMillis) {
        if (!SessionPassword.proves(sessionId, password)) {
            parts.publisher().putOut(client.shard(), client::refused);
            return;
        }
        // Only the latest renewal counts. The client of the earlier one has left.
        Renewal before = renewing.put(sessionId, new Renewal(client, timeoutMillis));
        if (before != null) {
            before.client.closeSilently("its client came again");
        }
        Session session = sessions.find(sessionId);
        if (session == null || !session.isLocal()) {
            leader.accept(new LearnerMessage.Revalidate(sessionId, timeoutMillis));
            return;
        }
        DecidingRole.cut(session, "session 0x" + Long.toHexString(sessionId) + " moved to another connection");
        session.attach(client, timeoutMillis);
        sessions.renewed(session, parts.clock().monotonicMillis());
        if (!waiting.containsKey(sessionId)) {
            parts.publisher().publish(() -> renewedHere(sessionId));
        }
    }

    // Runs inside the gate, after all earlier requests of the session are answered: the client must find
    // their effects on the new connection.
    private void renewedHere(long sessionId) {
        Session session = sessions.find(sessionId);
        if (session == null || !session.isLocal()) {
            return;
        }
        Renewal renewal = renewing.remove(sessionId);
        if (renewal != null) {
            Client client = renewal.client;
            client.shard().put(() -> client.accepted(session, renewal.timeoutMillis));
        }
    }

    @Override
    public void await(Client client) {
        client.tryAgain();
    }

    @Override
    public void detached(Client client, Session session) {
        session.detach(client);
        if (session.isLocal()) {
            return; // No other member can continue a local session. It stays here until it expires.
        }
        if (session.connection() == null && sessions.find(session.id()) == session) {
            if (session.lastTouchMillis() >= touchesToldMillis) {
                departed.add(new TouchedSession(session.id(), session.timeoutMillis()));
            }
            sessions.remove(session.id());
            forget(session.id());
        }
    }

    // --- answers of the leader

    /** The leader answered a {@link LearnerMessage.Revalidate}. */
    public void revalidated(long sessionId, boolean valid) {
        Renewal renewal = renewing.remove(sessionId);
        if (renewal == null) {
            return;
        }
        Client client = renewal.client;
        if (!valid) {
            parts.publisher().putOut(client.shard(), client::refused);
            return;
        }
        Session session = sessions.find(sessionId);
        if (session != null) {
            DecidingRole.cut(session, "session 0x" + Long.toHexString(sessionId) + " moved to another connection");
            forget(sessionId);
        } else {
            session = sessions.open(
                    sessionId, renewal.timeoutMillis, parts.clock().monotonicMillis());
        }
        session.attach(client, renewal.timeoutMillis);
        session.touch(parts.clock().monotonicMillis());
        Session found = session;
        replica.pass(); // The client must find everything that was committed before the answer.
        parts.publisher().putOut(client.shard(), () -> client.accepted(found, renewal.timeoutMillis));
    }

    /** The leader answered the oldest forwarded sync. */
    public void synced() {
        OrderedRequest write = syncs.poll();
        replica.pass();
        ArrayDeque<OrderedRequest> queue =
                write == null ? null : waiting.get(write.session().id());
        if (queue == null || queue.peek() != write) {
            return; // The connection of this sync is closed.
        }
        parts.publisher().publish(() -> {
            queue.poll();
            answerHere(write);
            answerWhatIsNext(write.session().id(), queue);
        });
    }

    /** Observers of this member report that the clients of these sessions are alive. */
    public void touchedElsewhere(List<TouchedSession> touched) {
        departed.addAll(touched);
    }

    /** @return sessions whose clients were active since the last call */
    public List<TouchedSession> touched() {
        long since = touchesToldMillis;
        touchesToldMillis = parts.clock().monotonicMillis();
        List<TouchedSession> touched = new ArrayList<>(departed);
        departed.clear();
        for (Session session : sessions.all()) {
            if (!session.isLocal() && session.connection() != null && session.lastTouchMillis() >= since) {
                touched.add(new TouchedSession(session.id(), session.timeoutMillis()));
            }
        }
        return touched;
    }

    private void applied(LoggedTxn txn, TxnResult result) {
        long sessionId = txn.header().sessionId();
        ArrayDeque<OrderedRequest> queue = waiting.get(sessionId);
        boolean isOurs = queue != null && isAnsweredBy(queue.peek(), txn);
        if (isOurs) {
            OrderedRequest write = queue.poll();
            if (isMoved(result)) {
                turnAway(write);
            } else {
                answer(write, txn.header().zxid(), LocalSessions.outcome(write, result));
            }
            answerWhatIsNext(sessionId, queue);
        }
        if (txn.header().type() == OpCode.CREATE_SESSION) {
            OpenedSession opened = opening.remove(sessionId);
            if (opened != null) {
                opened.client().shard().put(opened);
            }
        } else if (txn.header().type() == OpCode.CLOSE_SESSION) {
            closed(sessionId, isOurs);
        }
    }

    // No reply says that a session is another member's now: its client already has a connection there
    // (docs/protocol/client.md, "Sessions on the wire").
    private static boolean isMoved(TxnResult result) {
        int moved = ErrorCode.SESSION_MOVED.code();
        return result.err() == moved
                || result.parts() != null && result.parts().stream().anyMatch(part -> part.err() == moved);
    }

    private void turnAway(OrderedRequest write) {
        parts.release(write);
        write.client()
                .closeSilently("session 0x" + Long.toHexString(write.session().id()) + " moved to another member");
    }

    private static boolean isAnsweredBy(OrderedRequest write, LoggedTxn txn) {
        return write.xid() == txn.header().cxid() && write.op() != OpCode.SYNC && !isAnsweredHere(write);
    }

    // The connection of an expired session is closed after the events of the session's end. The connection of
    // a client that closes its session is closed after the reply.
    private void closed(long sessionId, boolean isAnswered) {
        Session session = sessions.find(sessionId);
        if (session == null) {
            return;
        }
        session.closing(true);
        sessions.remove(sessionId);
        forget(sessionId);
        if (!isAnswered && session.connection() instanceof Client client) {
            client.shard().put(() -> client.closeSilently("session expired"));
        }
    }

    // Answers the reads, the writes that could not be decoded, and the ends of local sessions at the head of
    // the queue. Neither a txn nor the leader will answer these.
    private void answerWhatIsNext(long sessionId, ArrayDeque<OrderedRequest> queue) {
        while (!queue.isEmpty() && isAnsweredHere(queue.peek())) {
            answerHere(queue.poll());
        }
        if (queue.isEmpty()) {
            waiting.remove(sessionId);
            renewedHere(sessionId);
        }
    }

    private static boolean isAnsweredHere(OrderedRequest write) {
        if (write.op() == OpCode.CLOSE_SESSION) {
            return write.session().isLocal();
        }
        return write.request() == null || write.request() instanceof OrderedRead || write.lacksAcl();
    }

    private void answerHere(OrderedRequest write) {
        if (write.request() instanceof OrderedRead read) {
            read.answer();
            parts.release(write);
            write.client().shard().put(write);
        } else if (write.op() == OpCode.SYNC && write.request() instanceof String path) {
            answer(write, parts.tree().lastZxid(), OrderedRequest.synced(path));
        } else if (write.op() == OpCode.CLOSE_SESSION) {
            write.session().closing(true);
            sessions.remove(write.session().id());
            answer(write, parts.tree().lastZxid(), OrderedRequest.CLOSED);
        } else {
            answer(write, parts.tree().lastZxid(), UNDECODABLE);
        }
    }

    private void answer(OrderedRequest write, long zxid, TxnResult result) {
        parts.release(write);
        write.done(zxid, result);
        write.client().shard().put(write);
    }

    // --- other work

    private void forget(long sessionId) {
        ArrayDeque<OrderedRequest> queue = waiting.remove(sessionId);
        if (queue != null) {
            queue.forEach(parts::release);
        }
    }

    @Override
    public boolean hasWork() {
        return replica.hasNext();
    }

    @Override
    public boolean pass() {
        return replica.pass();
    }

    @Override
    public long nextDueMillis() {
        return sessions.nextDueMillis();
    }

    @Override
    public void tick(long nowMillis) {
        // The leader ends the sessions that all members know. Here they only leave the tracker's buckets.
        sessions.expire(nowMillis).stream().filter(Session::isLocal).forEach(expiry::judge);
    }

    @Override
    public void end(String why) {
        replica.listener((txn, result) -> {});
        waiting.values().forEach(queue -> queue.forEach(parts::release));
        waiting.clear();
        opening.values().forEach(each -> each.client().closeSilently(why));
        opening.clear();
        renewing.values().forEach(each -> each.client().closeSilently(why));
        renewing.clear();
        List.copyOf(sessions.all()).forEach(session -> DecidingRole.cut(session, why));
        sessions.clear();
    }
}
