// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.quorum;

/** The kinds of packet on the quorum port, with their numbers on the wire. */
public enum PacketType {
    REQUEST(1),
    PROPOSAL(2),
    ACK(3),
    COMMIT(4),
    PING(5),
    REVALIDATE(6),
    SYNC(7),
    INFORM(8),
    COMMIT_AND_ACTIVATE(9),
    NEW_LEADER(10),
    FOLLOWER_INFO(11),
    UP_TO_DATE(12),
    DIFF(13),
    TRUNC(14),
    SNAP(15),
    OBSERVER_INFO(16),
    LEADER_INFO(17),
    ACK_EPOCH(18),
    INFORM_AND_ACTIVATE(19);

    private static final PacketType[] BY_CODE = values();

    private final int code;

    PacketType(int code) {
        this.code = code;
    }

    /** @return the number on the wire */
    public int code() {
        return code;
    }

    /** @return the constant for a wire number, or null for an unknown number */
    public static PacketType of(int code) {
        return code < 1 || code > BY_CODE.length ? null : BY_CODE[code - 1];
    }
}
