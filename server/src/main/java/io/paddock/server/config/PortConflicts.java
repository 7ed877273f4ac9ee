// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.config;

import io.paddock.protocol.quorum.EnsembleMember;
import io.paddock.protocol.quorum.EnsembleMember.Address;
import io.paddock.protocol.quorum.HostPort;
import java.util.List;

/** Finds two ports of this server that are the same: it can listen on only one of them. */
final class PortConflicts {
    private PortConflicts() {}

    /**
     * Compares the ports for clients and for observers with those for members.
     *
     * @return warnings about a port that is not opened at the start
     * @throws ConfigException when the port for clients is also a port for members
     */
    static List<String> check(Ensemble ensemble, ServerConfig.ClientPort client) throws ConfigException {
        EnsembleMember self = ensemble.committed().members().get(ensemble.sid());
        if (!ensemble.distributed() || self == null) {
            return List.of();
        }
        for (Address address : self.addresses()) {
            boolean isMembers = client.port() == address.quorumPort() || client.port() == address.electionPort();
            if (client.port() != 0 && isMembers && isSameHost(address.host(), client)) {
                throw new ConfigException("server." + self.sid() + " has port " + client.port() + " of "
                        + address.host() + " for members, and clientPort is the same port. Change one of them");
            }
        }
        int masterPort = ensemble.observing().masterPort();
        boolean isTaken = masterPort == client.port()
                || self.addresses().stream()
                        .anyMatch(each -> masterPort == each.quorumPort() || masterPort == each.electionPort());
        return masterPort != 0 && isTaken
                ? List.of("observerMasterPort=" + masterPort
                        + " is another port of this server too; only one of them can" + " be listened on")
                : List.of();
    }

    private static boolean isSameHost(String host, ServerConfig.ClientPort client) {
        return client.address().isEmpty()
                || client.address().get().equalsIgnoreCase(host)
                || new HostPort(host, client.port()).isAnyAddress()
                || new HostPort(client.address().get(), client.port()).isAnyAddress();
    }
}
