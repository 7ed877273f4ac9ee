// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.config;

import io.paddock.protocol.quorum.EnsembleMember;
import io.paddock.protocol.quorum.EnsembleMember.Address;
import io.paddock.protocol.quorum.HostPort;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Remembers which line says what about the members. If two lines contradict each other, the error names both.
 */
final class MemberLines {
    private final boolean operators;
    private final Map<String, Setting> ports = new LinkedHashMap<>();
    private final Map<String, Setting> clientPorts = new LinkedHashMap<>();
    private final Map<Long, Setting> groupOf = new LinkedHashMap<>();
    private final Map<Long, Setting> weightOf = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();

    /**
     * @param operators whether an operator wrote the lines. Otherwise a reconfiguration did, and lines that
     *   it accepted are not refused here
     */
    MemberLines(boolean operators) {
        this.operators = operators;
    }

    /** @throws ConfigException when another member has the same address for members */
    void member(Setting line, EnsembleMember member) throws ConfigException {
        for (Address address : member.addresses()) {
            for (int port : new int[] {address.quorumPort(), address.electionPort()}) {
                Setting taken = port == 0 ? null : ports.put(name(address.host(), port), line);
                if (taken != null && taken != line) {
                    refuseOrWarn(line, taken, address.host(), port);
                }
            }
        }
        if (member.client().isPresent() && member.client().get().port() != 0) {
            client(line, member, member.client().get());
        }
    }

    private void refuseOrWarn(Setting line, Setting taken, String host, int port) throws ConfigException {
        String text = line.where() + ": " + line.key() + " has the address " + host + ":" + port + ", and so has "
                + taken.key() + " at " + taken.where() + ". Give each member a host or ports of its own";
        if (operators && !isOfEveryMachine(host)) {
            throw new ConfigException(text);
        }
        warnings.add(text);
    }

    // Two members on two machines may both have this address.
    private static boolean isOfEveryMachine(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return new HostPort(name, 0).isAnyAddress()
                || name.equals("localhost")
                || name.startsWith("127.")
                || name.equals("::1");
    }

    private void client(Setting line, EnsembleMember member, HostPort client) {
        String host = client.isAnyAddress() ? member.addresses().get(0).host() : client.host();
        Setting taken = clientPorts.put(name(host, client.port()), line);
        if (taken != null) {
            warnings.add(line.where() + ": " + line.key() + " has the client port " + client.port() + " on " + host
                    + ", and so has " + taken.key() + " at " + taken.where() + "; only one of them can listen there");
        }
    }

    /** @throws ConfigException when one of the ids is in a group already */
    void group(Setting line, List<Long> sids) throws ConfigException {
        for (long sid : sids) {
            Setting other = groupOf.put(sid, line);
            if (other != null) {
                throw new ConfigException("Server " + sid + " is in multiple groups: " + other.key() + " at "
                        + other.where() + " and " + line.key() + " at " + line.where());
            }
        }
    }

    void weight(Setting line, long sid) {
        weightOf.put(sid, line);
    }

    /** @throws ConfigException when there are groups or weights, and a voter is in no group */
    void finish(Map<Long, EnsembleMember> members) throws ConfigException {
        if (groupOf.isEmpty() && weightOf.isEmpty()) {
            return;
        }
        for (EnsembleMember member : members.values()) {
            if (!member.observer() && !groupOf.containsKey(member.sid())) {
                throw new ConfigException("Server " + member.sid() + " is not in a group");
            }
        }
        warnAboutStrangers(groupOf, members);
        warnAboutStrangers(weightOf, members); // ZooKeeper accepts this.
    }

    private void warnAboutStrangers(Map<Long, Setting> lines, Map<Long, EnsembleMember> members) {
        lines.forEach((sid, line) -> {
            if (!members.containsKey(sid)) {
                warnings.add(line.where() + ": " + line.key() + " is about server " + sid + ", and there is no server."
                        + sid);
            }
        });
    }

    List<String> warnings() {
        return warnings;
    }

    private static String name(String host, int port) {
        return host.toLowerCase(Locale.ROOT) + ":" + port;
    }
}
