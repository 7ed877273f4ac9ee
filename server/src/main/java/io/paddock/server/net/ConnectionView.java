// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import java.net.InetSocketAddress;

/** One connection as operators see it. Any thread; figures may be some moments old. */
public final class ConnectionView {
    private final Connection connection;

    ConnectionView(Connection connection) {
        this.connection = connection;
    }

    public InetSocketAddress peer() {
        return connection.peer();
    }

    public ConnectionStats stats() {
        return connection.stats();
    }

    /** @return its session's id, 0 without a session */
    public long sessionId() {
        return connection.link().sessionId();
    }

    /** @return the negotiated timeout, 0 before the handshake */
    public int timeoutMillis() {
        return connection.link().timeoutMillis();
    }

    /** @return requests read and not yet answered */
    public int outstanding() {
        return connection.link().writesInFlight();
    }

    /** @return as ZooKeeper shows it: 1 while it is read, plus 4 while its client leaves replies unread; 0 at its end */
    public int interestOps() {
        if (connection.life().isDeaf()) {
            return 0;
        }
        return (connection.isRead() ? 1 : 0) + (connection.output().isWritable() ? 0 : 4);
    }
}
