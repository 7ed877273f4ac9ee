// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.listen;

import io.paddock.protocol.quorum.HostPort;
import java.util.List;

/**
 * Where one port listens, and how often that is tried.
 *
 * @param purpose for whom, in messages
 * @param hosts as configured; none: nowhere yet
 * @param onAllAddresses on the ports of all addresses of the machine; no name is looked up then
 * @param attempts how often the first one is tried: at least 1, or 0 for ever
 * @param pauseMillis between two attempts
 * @param handover what comes first when the port moves to other hosts
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

    /** What comes first when a port moves. */
    public enum Handover {
        /** The old address is closed first. Two members may exchange their ports then. */
        CLOSE_FIRST,
        /** The old address stays open until the new one is. Nobody is turned away for an address that cannot be had. */
        OPEN_FIRST
    }
}
