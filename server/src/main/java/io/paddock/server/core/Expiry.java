// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.server.session.Session;
import io.paddock.server.session.SessionTracker;
import java.util.function.Consumer;

/** Looks twice before a session is over. Owned by the core thread. */
final class Expiry {
    private final SessionTracker sessions;
    private final Clock clock;
    private final Consumer<Runnable> core;
    private final Consumer<Session> over;

    /**
     * @param core runs a task on the core thread
     * @param over told of a session whose time is over
     */
    Expiry(SessionTracker sessions, Clock clock, Consumer<Runnable> core, Consumer<Session> over) {
        this.sessions = sessions;
        this.clock = clock;
        this.core = core;
        this.over = over;
    }

    /** Judges a session that the tracker has given out as silent for too long. */
    void judge(Session session) {
        if (session.connection() instanceof Client client) {
            askOnceMore(session, client);
        } else {
            over.accept(session);
        }
    }

    // What the client sent may lie unread because its event loop was busy with others: look again once the loop has
    // caught up. Or it lies unserved behind a write that the disk keeps waiting: that is no silence of the client's.
    private void askOnceMore(Session session, Client client) {
        client.execute(() -> client.execute(() -> {
            boolean heldUp = client.isHeldUp();
            core.accept(() -> judge(session, heldUp));
        }));
    }

    private void judge(Session session, boolean heldUp) {
        if (sessions.find(session.id()) != session || session.isClosing()) {
            return;
        }
        long nowMillis = clock.monotonicMillis();
        if (!sessions.isOver(session, nowMillis)) {
            return;
        }
        if (heldUp) {
            sessions.retry(session, nowMillis);
        } else {
            over.accept(session);
        }
    }
}
