// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.quorum;

/** The state of a member. The order is that of the numbers on the wire. */
public enum PeerState {
    LOOKING,
    FOLLOWING,
    LEADING,
    OBSERVING;

    private static final PeerState[] BY_CODE = values();

    /** @return the number on the wire */
    public int code() {
        return ordinal();
    }

    /** @return the constant for a wire number, or null for an unknown number */
    public static PeerState of(int code) {
        return code < 0 || code >= BY_CODE.length ? null : BY_CODE[code];
    }
}
