// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.server.session.Session;
import io.paddock.server.session.SessionConnection;

/** A connection, as the core sees it. */
public interface Client extends SessionConnection {
    /** @return where its replies and events are put out */
    Shard shard();

    /** Clients are served again: what it wished for when it came may be asked for. Any thread. */
    void tryAgain();

    /** It has a session now. On its event loop. @param timeoutMillis what was negotiated */
    void accepted(Session session, int timeoutMillis);

    /** The session it asked for is gone, or it could not prove it. On its event loop. */
    void refused();

    /** Its write is done: on its event loop, inside the slot. */
    void completed(OrderedRequest write);

    /**
     * @return whether {@link #closeSilently} was called. What it has queued is not done any more: if one of its writes is lost, no later one may
     *     happen, and once its session has moved on, none may come behind what the session does there
     */
    boolean isCut();

    /** @return whether requests of it lie unserved for a reason of this server's, such as a write that takes long to log. On its event loop */
    boolean isHeldUp();

    /** Runs a task on its event loop, from any thread. */
    void execute(Runnable task);
}
