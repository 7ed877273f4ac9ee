// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.server.session.Session;

/** A new session. The client that asked for it is informed once the session is durable. */
record OpenedSession(Session session, Client client) implements Delivery {
    @Override
    public void deliver() {
        client.accepted(session, session.timeoutMillis());
    }
}
