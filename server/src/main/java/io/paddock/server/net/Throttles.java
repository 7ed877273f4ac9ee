// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.paddock.server.config.ServerConfig;
import io.paddock.server.core.Clock;
import io.paddock.server.metrics.Metrics;
import java.util.Collection;
import java.util.random.RandomGenerator;

/** Limits on incoming load. Only the frame length is limited by default. */
record Throttles(ConnectionThrottle sessions, FrameLimits frames, LargeRequests large, PipelineLimit pipeline) {
    static Throttles of(ServerConfig config, Clock clock, Metrics metrics, Collection<LoopState> loops) {
        LargeRequests large = new LargeRequests(config.limits(), metrics.counter("large_requests_rejected"));
        return new Throttles(
                new ConnectionThrottle(
                        config.throttling().connectionTokens(), clock, RandomGenerator.getDefault(), metrics),
                new FrameLimits(config.limits().juteMaxBufferBytes(), large),
                large,
                new PipelineLimit(
                        config.throttling().maxRequests(), loops, metrics.counter("request_throttle_wait_count")));
    }
}
