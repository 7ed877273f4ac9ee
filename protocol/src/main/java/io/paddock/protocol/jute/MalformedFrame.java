// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.jute;

/** Somebody's bytes are not what the protocol says. Carries no stack trace: it describes the peer, not us. */
public final class MalformedFrame extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedFrame(String message) {
        super(message, null, false, false);
    }
}
