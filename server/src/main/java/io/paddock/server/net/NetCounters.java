// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.paddock.server.metrics.Counter;
import io.paddock.server.metrics.Metrics;

/**
 * Counts rare events of connections, for all loops together.
 *
 * @param connectRequests connect requests that were read
 * @param revalidations connect requests for a session that exists already
 * @param dropped connections that ended, for any reason
 * @param sessionlessExpired connections closed because they opened no session in time
 * @param staleRequests requests of a session that was already ending
 * @param staleReplies replies to connections that had ended
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
