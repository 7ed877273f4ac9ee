// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.paddock.server.config.ServerConfig;
import io.paddock.server.core.Clock;
import io.paddock.server.metrics.Metrics;
import java.util.Collection;
import java.util.random.RandomGenerator;

/** The limits that are off until an operator sets them. */
record Throttles(ConnectionThrottle sessions, LargeRequests large, PipelineLimit pipeline) {
    static Throttles of(ServerConfig config, Clock clock, Metrics metrics, Collection<Loop> loops) {
        return new Throttles(
                new ConnectionThrottle(
                        config.throttling().connectionTokens(), clock, RandomGenerator.getDefault(), metrics),
                new LargeRequests(config.limits(), metrics.counter("large_requests_rejected")),
                new PipelineLimit(
                        config.throttling().maxRequests(), loops, metrics.counter("request_throttle_wait_count")));
    }
}
