// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import java.io.IOException;

/**
 * The server cannot listen on the client address. If this happens at a start, the process ends with exit code
 * 1.
 */
public final class ClientPortUnavailable extends IOException {
    private static final long serialVersionUID = 1;

    ClientPortUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
