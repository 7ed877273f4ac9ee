// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.jute;

/**
 * A peer sent bytes that do not follow the protocol. The exception has no stack trace, because the fault is
 * the peer's.
 */
public final class MalformedFrame extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedFrame(String message) {
        super(message, null, false, false);
    }
}
