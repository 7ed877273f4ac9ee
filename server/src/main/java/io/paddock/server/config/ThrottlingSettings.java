// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.config;

import io.paddock.server.config.ServerConfig.ConnectionTokens;
import io.paddock.server.config.ServerConfig.Throttling;

/** The keys about admission of requests and of new sessions. */
final class ThrottlingSettings {
    private static final int MAX = Integer.MAX_VALUE;

    private ThrottlingSettings() {}

    static Throttling read(Settings settings) throws ConfigException {
        return new Throttling(
                settings.intIn("request_throttle_max_requests", 0, 0, MAX, "requests"),
                settings.intIn("request_throttle_stall_time", 100, 1, MAX, "milliseconds"),
                settings.bool("request_throttle_drop_stale", true),
                settings.bool("request_stale_latency_check", false),
                settings.bool("request_stale_connection_check", true),
                settings.intIn("throttled_op_wait_time", 0, 0, MAX, "milliseconds"),
                tokens(settings));
    }

    private static ConnectionTokens tokens(Settings settings) throws ConfigException {
        return new ConnectionTokens(
                settings.intIn("connection_throttle_tokens", 0, 0, MAX, "tokens"),
                settings.intIn("connection_throttle_fill_time", 1, 1, MAX, "milliseconds"),
                settings.intIn("connection_throttle_fill_count", 1, 1, MAX, "tokens"),
                settings.intIn("connection_throttle_freeze_time", -1, -1, MAX, "milliseconds"),
                settings.doubleIn("connection_throttle_drop_increase", 0.02, 0, 1),
                settings.doubleIn("connection_throttle_drop_decrease", 0.002, 0, 1),
                settings.doubleIn("connection_throttle_decrease_ratio", 0, 0, 1),
                settings.bool("connection_throttle_weight_enabled", false),
                settings.intIn("connection_throttle_global_session_weight", 3, 1, MAX, "tokens"),
                settings.intIn("connection_throttle_local_session_weight", 1, 1, MAX, "tokens"),
                settings.intIn("connection_throttle_renew_session_weight", 2, 1, MAX, "tokens"));
    }
}
