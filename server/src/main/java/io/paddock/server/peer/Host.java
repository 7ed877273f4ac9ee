// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import io.paddock.protocol.quorum.HostPort;

/** The server that a member is part of. Called on the core thread, which must not be kept waiting. */
public interface Host {
    /** The server must end. */
    void failed(Throwable cause);

    /** The members in force say that clients find this server here. */
    void clientsMoved(HostPort address);
}
