// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.server.session.Session;

/**
 * What becomes of what clients ask, while this server is what it is: one that decides (alone, or as leader), one that passes on to a leader, one
 * that serves readers for want of a leader, or one that turns everybody away. Owned by the core thread.
 */
public interface Role {
    /** @return whom this role serves; the same as long as the role lasts */
    RoleView.Serving serving();

    /** A client's write, or a read that keeps its place among writes. */
    void take(OrderedRequest write);

    /** A client wants a new session. */
    void open(Client client, int timeoutMillis);

    /** A client wants its session back. */
    void renew(Client client, long sessionId, byte[] password, int timeoutMillis);

    /** A client came while nobody was served: it is told to try again as soon as somebody is, or cut off. */
    void await(Client client);

    /** A connection is gone. */
    void detached(Client client, Session session);

    /** @return whether {@link #pass} would find something to do */
    boolean hasWork();

    /** Applies what has been committed, up to all of it. @return whether there was anything */
    boolean pass();

    /** @return when {@link #tick} has something to do, by the monotonic clock; Long.MAX_VALUE for never. Asked often */
    long nextDueMillis();

    /** Does what is due by now. Afterwards {@link #nextDueMillis} is later than now. */
    void tick(long nowMillis);

    /** This role is over: whoever waits or is connected is cut off. */
    void end(String why);
}
