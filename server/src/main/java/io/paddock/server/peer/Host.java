// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import io.paddock.protocol.quorum.HostPort;

/** The server that a member is part of. Called on the core thread, which the methods must not block. */
public interface Host {
    /** The server must end. */
    void failed(Throwable cause);

    /** The committed configuration says that clients find this server here. */
    void clientsMoved(HostPort address);
}
