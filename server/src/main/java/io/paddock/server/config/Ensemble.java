// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.config;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The {@code server.N} lines.
 *
 * @param members by server id
 * @param distributed more than one voter, or one with {@code standaloneEnabled=false}: an ensemble is to be run
 * @param initLimitTicks 0 when not set
 * @param syncLimitTicks 0 when not set
 */
public record Ensemble(SortedMap<Long, Member> members, boolean distributed, int initLimitTicks, int syncLimitTicks) {
    public Ensemble {
        members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
    }

    /** How many members vote. */
    public int voters() {
        return (int) members.values().stream().filter(Member::voter).count();
    }

    /** One line: {@code server.id=addresses;client}. */
    public record Member(long id, List<Address> addresses, boolean voter, Optional<HostPort> client) {
        public Member {
            addresses = List.copyOf(addresses);
        }
    }

    /** Where other members reach one. */
    public record Address(String host, int quorumPort, int electionPort) {}

    /** Where clients reach one. */
    public record HostPort(String host, int port) {
        /** Any address of the host. */
        public boolean wildcard() {
            return host.equals("0.0.0.0") || host.equals("::");
        }
    }
}
