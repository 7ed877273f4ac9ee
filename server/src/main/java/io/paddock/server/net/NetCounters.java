// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.paddock.server.metrics.Counter;
import io.paddock.server.metrics.Metrics;

/**
 * What seldom happens to connections, counted for all loops together.
 *
 * @param connectRequests handshakes taken on
 * @param revalidations handshakes for a session that exists already
 * @param dropped connections that ended, whoever ended them
 * @param sessionlessExpired connections closed because they opened no session in time
 * @param staleRequests requests of a session whose end was decided already
 * @param staleReplies replies to connections that were gone
 */
record NetCounters(
        Counter connectRequests,
        Counter revalidations,
        Counter dropped,
        Counter sessionlessExpired,
        Counter staleRequests,
        Counter staleReplies) {
    static NetCounters of(Metrics metrics) {
        return new NetCounters(
                metrics.counter("connection_request_count"),
                metrics.counter("connection_revalidate_count"),
                metrics.counter("connection_drop_count"),
                metrics.counter("sessionless_connections_expired"),
                metrics.counter("stale_requests"),
                metrics.counter("stale_replies"));
    }
}
