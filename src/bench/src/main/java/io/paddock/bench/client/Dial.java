// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.client;

import java.net.InetSocketAddress;
import java.util.List;

/** The servers to connect to, in turn, and the time limits for that. */
public record Dial(List<InetSocketAddress> servers, int sessionTimeoutMillis, int connectTimeoutMillis) {
    public Dial {
        servers = List.copyOf(servers);
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("no server to connect to");
        }
    }
}
