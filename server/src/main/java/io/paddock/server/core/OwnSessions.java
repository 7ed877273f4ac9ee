// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.server.metrics.Counter;
import io.paddock.server.session.Session;
import io.paddock.server.session.SessionConnection;
import io.paddock.server.session.SessionIds;
import io.paddock.server.session.SessionPassword;
import io.paddock.server.session.SessionTracker;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens and renews the sessions of this server's clients, and expires all sessions that the tracker holds.
 * Owned by the core thread.
 */
final class OwnSessions {
    private static final Logger LOG = LoggerFactory.getLogger(OwnSessions.class);

    private final SessionTracker sessions;
    private final SessionIds ids;
    private final Pipeline pipeline;
    private final Publisher publisher;
    private final Clock clock;
    private final Counter expired;
    private final BooleanSupplier writable;
    private final Expiry expiry;
    private final boolean local;

    /**
     * @param writable whether the end of a session could be logged now
     * @param core runs a task on the core thread
     */
    OwnSessions(CoreParts parts, SessionIds ids, Pipeline pipeline, BooleanSupplier writable, Consumer<Runnable> core) {
        this.sessions = parts.sessions();
        this.ids = ids;
        this.pipeline = pipeline;
        this.publisher = parts.publisher();
        this.clock = parts.clock();
        this.expired = parts.metrics().sessionsExpired();
        this.writable = writable;
        this.local = parts.locals().enabled();
        this.expiry = new Expiry(sessions, clock, core, this::over);
    }

    /** Opens a session for a client. */
    void open(Client client, int timeoutMillis) {
        long id = ids.next();
        // An earlier process used this id, if the clock was set back since.
        while (sessions.find(id) != null) {
            id = ids.next();
        }
        Session session = sessions.open(id, timeoutMillis, clock.monotonicMillis());
        session.attach(client, timeoutMillis);
        session.owner(Session.LOCAL);
        OpenedSession opened = new OpenedSession(session, client);
        session.local(local);
        if (local) {
            publisher.putOut(client.shard(), opened);
        } else {
            pipeline.prepareOpen(session, opened);
        }
    }

    /** A local session is about to create an ephemeral znode. All members must know the session first. */
    void upgrade(Session session) {
        session.local(false);
        pipeline.prepareOpen(session, null);
    }

    /** Ends a session that no other member knows. */
    static void end(SessionTracker sessions, Session session) {
        LOG.info(
                "Expiring local session 0x{}, timeout of {}ms exceeded",
                Long.toHexString(session.id()),
                session.timeoutMillis());
        session.closing(true);
        sessions.remove(session.id());
        DecidingRole.cut(session, "session expired");
    }

    /**
     * Renews a session on a client's new connection. The password is checked first, so that a stranger cannot
     * close the connection of a live session.
     */
    void renew(Client client, long sessionId, byte[] password, int timeoutMillis) {
        Session session = sessions.find(sessionId);
        if (!SessionPassword.proves(sessionId, password) || session == null || session.isClosing()) {
            publisher.putOut(client.shard(), client::refused);
            return;
        }
        SessionConnection before = session.connection();
        if (before != null && before != client) {
            before.closeSilently("session 0x" + Long.toHexString(sessionId) + " moved to another connection");
        }
        session.attach(client, timeoutMillis);
        session.owner(Session.LOCAL);
        sessions.renewed(session, clock.monotonicMillis());
        // The first read on the new connection must show what the session wrote on the old one. Otherwise a
        // client that checks whether its create succeeded would not find the znode. It would create a second
        // one.
        pipeline.afterPendingOf(sessionId, () -> client.shard().put(() -> client.accepted(session, timeoutMillis)));
    }

    /**
     * Ends the sessions that have been silent for too long. While their end cannot be logged, it schedules
     * another look at them.
     */
    void expire(long nowMillis) {
        for (Session session : sessions.expire(nowMillis)) {
            expiry.judge(session);
        }
    }

    private void over(Session session) {
        if (session.isClosing()) {
            return;
        }
        if (session.isLocal()) {
            end(sessions, session);
            expired.increment();
            return;
        }
        long nowMillis = clock.monotonicMillis();
        if (!writable.getAsBoolean()) {
            sessions.retry(session, nowMillis);
            return;
        }
        LOG.info(
                "Expiring session 0x{}, timeout of {}ms exceeded",
                Long.toHexString(session.id()),
                session.timeoutMillis());
        expired.increment();
        pipeline.prepareClose(session, 0, null);
    }
}
