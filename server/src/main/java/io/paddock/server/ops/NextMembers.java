// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.ops;

import io.paddock.protocol.client.ReconfigRequest;
import io.paddock.protocol.jute.MalformedFrame;
import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.EnsembleMember;
import io.paddock.protocol.quorum.HostPort;
import io.paddock.protocol.quorum.HostText;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Computes the configuration that a reconfiguration requests. It is either a whole new one, or the last one
 * with some members removed and added.
 */
final class NextMembers {
    private NextMembers() {}

    /**
     * @param version the version of the new configuration
     * @throws MalformedFrame when the request is not one of the two kinds, or its text is malformed
     * @throws NumberFormatException when a server's id is not a number
     */
    static EnsembleConfig of(ReconfigRequest request, EnsembleConfig last, long version) {
        return request.newMembers() == null
                ? changed(request, last, version)
                : whole(request.newMembers().replace(',', '\n'), version);
    }

    private static EnsembleConfig whole(String text, long version) {
        EnsembleConfig parsed = EnsembleConfig.parse(text);
        return new EnsembleConfig(version, new TreeMap<>(parsed.members()), parsed.groups(), parsed.weights());
    }

    private static EnsembleConfig changed(ReconfigRequest request, EnsembleConfig last, long version) {
        if (last.isHierarchical()) {
            throw new MalformedFrame("members come and go one by one only where a plain majority decides");
        }
        Map<Long, EnsembleMember> members = new TreeMap<>(last.members());
        for (String leaving : listed(request.leaving())) {
            members.remove(Long.parseLong(leaving));
        }
        for (String line : listed(request.joining())) {
            EnsembleMember joining = joining(line);
            members.remove(joining.sid());
            members.values().forEach(other -> checkApart(joining, other));
            members.put(joining.sid(), joining);
        }
        return new EnsembleConfig(version, members, Map.of(), Map.of());
    }

    private static List<String> listed(String text) {
        return text == null
                ? List.of()
                : Stream.of(text.split(","))
                        .map(String::trim)
                        .filter(each -> !each.isEmpty())
                        .toList();
    }

    private static EnsembleMember joining(String line) {
        int equals = line.indexOf('=');
        if (equals < 0) {
            throw new MalformedFrame("not server.N=host:port:port;port: " + line);
        }
        String key = line.substring(0, equals).trim();
        long sid = Long.parseLong(key.substring(key.lastIndexOf('.') + 1));
        EnsembleMember member = EnsembleConfig.parse("server." + sid + line.substring(equals))
                .members()
                .get(sid);
        if (member.client().isEmpty()) {
            throw new MalformedFrame("no client port in " + line);
        }
        return member;
    }

    // Two members cannot listen on the same host and port. Loopback and wildcard addresses are not compared,
    // because each machine has its own. Host names are compared as text and not resolved, because resolving
    // them could take long.
    private static void checkApart(EnsembleMember one, EnsembleMember other) {
        Set<HostPort> common = places(one);
        common.retainAll(places(other));
        if (!common.isEmpty()) {
            throw new MalformedFrame("servers " + one.sid() + " and " + other.sid() + " are both to be at " + common);
        }
    }

    private static Set<HostPort> places(EnsembleMember member) {
        Set<HostPort> places = new HashSet<>();
        for (EnsembleMember.Address address : member.addresses()) {
            places.add(new HostPort(address.host(), address.quorumPort()));
            places.add(new HostPort(address.host(), address.electionPort()));
        }
        member.client().ifPresent(places::add);
        places.removeIf(NextMembers::isOfEveryMachine);
        return places;
    }

    private static boolean isOfEveryMachine(HostPort place) {
        return place.isAnyAddress() || HostText.isLoopback(place.host());
    }
}
