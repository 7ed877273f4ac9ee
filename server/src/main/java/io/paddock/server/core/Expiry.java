// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.server.session.Session;
import io.paddock.server.session.SessionTracker;
import java.util.function.Consumer;

/** Checks a session a second time before it expires. Owned by the core thread. */
final class Expiry {
    private final SessionTracker sessions;
    private final Clock clock;
    private final Consumer<Runnable> core;
    private final Consumer<Session> over;

    /**
     * @param core runs a task on the core thread
     * @param over takes each session whose time is over
     */
    Expiry(SessionTracker sessions, Clock clock, Consumer<Runnable> core, Consumer<Session> over) {
        this.sessions = sessions;
        this.clock = clock;
        this.core = core;
        this.over = over;
    }

    /** Checks a session that the tracker reported as silent for too long. */
    void judge(Session session) {
        if (session.connection() instanceof Client client) {
            askOnceMore(session, client);
        } else {
            over.accept(session);
        }
    }

    // The client's requests may be unread because its event loop was busy with other clients. So look again
    // once the event loop has caught up. Or they wait for a write that the disk delays. Then the client was
    // not silent.
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
