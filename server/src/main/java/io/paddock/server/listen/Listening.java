// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.listen;

import io.paddock.protocol.quorum.HostPort;
import java.util.List;

/**
 * Where one port listens, and how often the server tries to open it.
 *
 * @param purpose who connects to the port, for messages
 * @param hosts as configured; empty: the port listens nowhere yet
 * @param onAllAddresses listens on the ports of all addresses of the machine; no name is looked up then
 * @param attempts how often the first opening is tried: at least 1, or 0 for no limit
 * @param pauseMillis between two attempts
 * @param handover which address is opened or closed first when the port moves to other hosts
 */
public record Listening(
        String purpose,
        List<HostPort> hosts,
        boolean onAllAddresses,
        int attempts,
        int pauseMillis,
        Handover handover) {
    public Listening {
        hosts = List.copyOf(hosts);
    }

    /** Which address is opened or closed first when a port moves. */
    public enum Handover {
        /** The old address is closed first. This allows two members to exchange their ports. */
        CLOSE_FIRST,
        /**
         * The old address stays open until the new one is open. If the new address cannot be opened, clients
         * still reach the old one.
         */
        OPEN_FIRST
    }
}
