// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.client;

import java.net.InetSocketAddress;
import java.util.List;

/** Which servers to connect to and how patiently. Servers are taken in turn. */
public record Dial(List<InetSocketAddress> servers, int sessionTimeoutMillis, int connectTimeoutMillis) {
    public Dial {
        servers = List.copyOf(servers);
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("no server to connect to");
        }
    }
}
