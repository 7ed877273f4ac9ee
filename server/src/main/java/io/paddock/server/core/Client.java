// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.server.session.Session;
import io.paddock.server.session.SessionConnection;

/** A connection, as the core sees it. */
public interface Client extends SessionConnection {
    /** @return the shard that delivers its replies and events */
    Shard shard();

    /**
     * Clients are served again. The client may repeat the request for a session that it made when it
     * connected. Any thread may call this.
     */
    void tryAgain();

    /**
     * The client has a session now. Runs on its event loop.
     *
     * @param timeoutMillis the negotiated timeout
     */
    void accepted(Session session, int timeoutMillis);

    /**
     * The requested session does not exist any more, or the client could not prove that it owns it. Runs on
     * its event loop.
     */
    void refused();

    /** A write of this client is done. Runs on its event loop, inside the slot. */
    void completed(OrderedRequest write);

    /**
     * Tells whether {@link #closeSilently} was called. The requests that this client has queued are then not
     * executed. If one of its writes is lost, no later one may take effect. If its session has moved to
     * another connection, no write of this one may take effect after that.
     *
     * @return whether this connection was closed
     */
    boolean isCut();

    /**
     * Tells whether requests of this client wait because of this server, for example because of a slow write
     * to the log. Runs on its event loop.
     *
     * @return whether requests wait
     */
    boolean isHeldUp();

    /** Runs a task on its event loop. Any thread may call this. */
    void execute(Runnable task);
}
