// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.server.session.Session;

/**
 * Handles the requests of clients according to the present role of this server. The server decides (alone or
 * as leader), forwards to a leader, serves only readers while it has no leader, or serves nobody. Owned by
 * the core thread.
 */
public interface Role {
    /** @return whom this role serves; it does not change while the role lasts */
    RoleView.Serving serving();

    /** Takes a client's write, or a read that keeps its place among writes. */
    void take(OrderedRequest write);

    /** A client wants a new session. */
    void open(Client client, int timeoutMillis);

    /** A client wants to renew its session. */
    void renew(Client client, long sessionId, byte[] password, int timeoutMillis);

    /**
     * A client connected while no client was served. It is told to try again once clients are served, or its
     * connection is closed.
     */
    void await(Client client);

    /** A connection of a session is closed. */
    void detached(Client client, Session session);

    /** @return whether {@link #pass} would find something to do */
    boolean hasWork();

    /**
     * Applies what has been committed, up to all of it.
     *
     * @return whether there was anything to apply
     */
    boolean pass();

    /**
     * @return when {@link #tick} has something to do, by the monotonic clock; Long.MAX_VALUE for never. The
     *     core asks often
     */
    long nextDueMillis();

    /** Does what is due by now. Afterwards {@link #nextDueMillis} is later than now. */
    void tick(long nowMillis);

    /** This role ends. The connections of all clients that wait or have a session are closed. */
    void end(String why);
}
