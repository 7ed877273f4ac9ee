// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.paddock.server.facts.ConnectionFacts;
import java.util.Optional;

/** Makes the facts about a connection, for operators. On its event loop. */
final class ConnectionView {
    private static final int READ_INTEREST = 1;
    private static final int WRITE_INTEREST = 4;

    private ConnectionView() {}

    static ConnectionFacts factsOf(Connection connection) {
        return new ConnectionFacts(
                connection.peer(),
                interestOps(connection),
                connection.link().writesInFlight(),
                connection.stats().receivedCount(),
                connection.stats().sentCount(),
                useOf(connection));
    }

    private static int interestOps(Connection connection) {
        if (connection.life().isDeaf()) {
            return 0;
        }
        return (connection.isRead() ? READ_INTEREST : 0) + (connection.output().isWritable() ? 0 : WRITE_INTEREST);
    }

    private static Optional<ConnectionFacts.Use> useOf(Connection connection) {
        long sessionId = connection.link().sessionId();
        if (sessionId == 0) {
            return Optional.empty();
        }
        ConnectionStats stats = connection.stats();
        return Optional.of(new ConnectionFacts.Use(
                sessionId,
                Optional.ofNullable(stats.lastOp()),
                stats.establishedMillis(),
                connection.link().timeoutMillis(),
                stats.lastXid(),
                stats.lastZxid(),
                stats.lastResponseMillis(),
                new ConnectionFacts.Latency(
                        stats.lastLatencyMillis(),
                        stats.minLatencyMillis(),
                        stats.averageLatencyMillis(),
                        stats.maxLatencyMillis())));
    }
}
