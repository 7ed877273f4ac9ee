// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.link;

import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.EnsembleMember;
import io.paddock.protocol.quorum.HostPort;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where the members of an ensemble listen for one kind of connection.
 *
 * @param addresses by server id, each with at least one address as configured; they may include this server
 */
public record Members(Map<Long, List<HostPort>> addresses) {
    public Members {
        Map<Long, List<HostPort>> copy = new TreeMap<>();
        addresses.forEach((sid, hosts) -> copy.put(sid, List.copyOf(hosts)));
        addresses = Map.copyOf(copy);
    }

    /**
     * The election addresses. If {@code lastSeen} is newer, its addresses are used for all members that it
     * lists.
     */
    public static Members electing(EnsembleConfig committed, EnsembleConfig lastSeen) {
        Map<Long, List<HostPort>> addresses = new TreeMap<>();
        committed.members().forEach((sid, member) -> addresses.put(sid, electionAddresses(member)));
        if (lastSeen.version() > committed.version()) {
            lastSeen.members().forEach((sid, member) -> addresses.put(sid, electionAddresses(member)));
        }
        return new Members(addresses);
    }

    /** The quorum addresses, where learners find their leader. */
    public static Members leading(EnsembleConfig committed) {
        Map<Long, List<HostPort>> addresses = new TreeMap<>();
        committed.members().forEach((sid, member) -> addresses.put(sid, quorumAddresses(member)));
        return new Members(addresses);
    }

    /** @return where {@code member} listens for votes */
    public static List<HostPort> electionAddresses(EnsembleMember member) {
        return member.addresses().stream()
                .map(address -> new HostPort(address.host(), address.electionPort()))
                .toList();
    }

    /** @return where {@code member} listens for learners, as a leader */
    public static List<HostPort> quorumAddresses(EnsembleMember member) {
        return member.addresses().stream()
                .map(address -> new HostPort(address.host(), address.quorumPort()))
                .toList();
    }

    /** @return the member's addresses, or none if it is no member */
    List<HostPort> of(long sid) {
        return addresses.getOrDefault(sid, List.of());
    }

    boolean contains(long sid) {
        return addresses.containsKey(sid);
    }
}
