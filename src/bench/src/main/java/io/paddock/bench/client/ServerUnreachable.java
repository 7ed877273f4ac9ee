// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.client;

/** A server grants no session, or ends it: nothing can be measured. */
public final class ServerUnreachable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ServerUnreachable(String message, Throwable cause) {
        super(message, cause);
    }

    public ServerUnreachable(String message) {
        super(message);
    }
}
