// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.quorum;

import io.paddock.protocol.quorum.HostPort;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where the members of an ensemble listen for one kind of connection.
 *
 * @param addresses by server id, each with at least one address as configured; this server is among them or not
 */
public record Members(Map<Long, List<HostPort>> addresses) {
    public Members {
        Map<Long, List<HostPort>> copy = new TreeMap<>();
        addresses.forEach((sid, hosts) -> copy.put(sid, List.copyOf(hosts)));
        addresses = Map.copyOf(copy);
    }

    /** @return its addresses, none when it is no member */
    List<HostPort> of(long sid) {
        return addresses.getOrDefault(sid, List.of());
    }

    boolean contains(long sid) {
        return addresses.containsKey(sid);
    }
}
