// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.OpCode;
import io.paddock.server.session.Session;
import io.paddock.server.session.SessionIds;
import io.paddock.server.session.SessionPassword;
import io.paddock.server.session.SessionTracker;
import io.paddock.storage.tree.TxnResult;
import java.util.List;

/**
 * The role of a member that has been without a leader for a while and has {@code readonlymode.enabled}.
 * Clients that accept a read-only server may read what this server knows, even if it is old
 * (docs/protocol/members.md, "Read-only mode"). Only this server knows their sessions, which end with the
 * role. Owned by the core thread.
 */
final class ReadOnlyRole implements Role {
    private static final TxnResult REFUSED =
            new TxnResult(OpCode.ERROR, ErrorCode.NOT_READ_ONLY.code(), null, null, null);

    private final CoreParts parts;
    private final SessionTracker sessions;
    private final SessionIds ids;

    ReadOnlyRole(CoreParts parts, SessionIds ids) {
        this.parts = parts;
        this.sessions = parts.sessions();
        this.ids = ids;
        sessions.clear();
    }

    @Override
    public RoleView.Serving serving() {
        return RoleView.Serving.READERS;
    }

    @Override
    public void take(OrderedRequest write) {
        parts.release(write);
        parts.publisher().publish(() -> {
            answer(write);
            write.client().shard().put(write);
        });
    }

    private void answer(OrderedRequest write) {
        if (write.request() instanceof OrderedRead read) {
            read.answer();
        } else if (write.op() == OpCode.CLOSE_SESSION) {
            write.session().closing(true);
            sessions.remove(write.session().id());
            write.done(parts.tree().lastZxid(), OrderedRequest.CLOSED);
        } else {
            write.done(parts.tree().lastZxid(), REFUSED);
        }
    }

    // The new session is always local. Apache's server needs localSessionsEnabled for that; without it, its
    // answer is one that no client understands.
    @Override
    public void open(Client client, int timeoutMillis) {
        Session session = sessions.open(ids.next(), timeoutMillis, parts.clock().monotonicMillis());
        session.attach(client, timeoutMillis);
        parts.publisher().putOut(client.shard(), new OpenedSession(session, client));
    }

    @Override
    public void renew(Client client, long sessionId, byte[] password, int timeoutMillis) {
        Session session = sessions.find(sessionId);
        if (!SessionPassword.proves(sessionId, password)) {
            parts.publisher().putOut(client.shard(), client::refused);
        } else if (session != null) {
            DecidingRole.cut(session, "session 0x" + Long.toHexString(sessionId) + " moved to another connection");
            session.attach(client, timeoutMillis);
            sessions.renewed(session, parts.clock().monotonicMillis());
            parts.publisher().putOut(client.shard(), new OpenedSession(session, client));
        } else if (parts.tree().sessions().containsKey(sessionId)) {
            client.closeSilently("its session lives where there is a leader");
        } else {
            parts.publisher().putOut(client.shard(), client::refused);
        }
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
        return false;
    }

    @Override
    public boolean pass() {
        return false;
    }

    @Override
    public long nextDueMillis() {
        return sessions.nextDueMillis();
    }

    @Override
    public void tick(long nowMillis) {
        for (Session session : sessions.expire(nowMillis)) {
            session.closing(true);
            sessions.remove(session.id());
            DecidingRole.cut(session, "session expired");
        }
    }

    @Override
    public void end(String why) {
        List.copyOf(sessions.all()).forEach(session -> DecidingRole.cut(session, why));
        sessions.clear();
    }
}
