// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol;

/** The kind of a client's request or of a logged txn. Both use the same numbers on the wire and on disk. */
public enum OpCode {
    CLOSE_SESSION(-11),
    CREATE_SESSION(-10),
    ERROR(-1),
    CREATE(1),
    DELETE(2),
    EXISTS(3),
    GET_DATA(4),
    SET_DATA(5),
    GET_ACL(6),
    SET_ACL(7),
    GET_CHILDREN(8),
    SYNC(9),
    PING(11),
    GET_CHILDREN2(12),
    CHECK(13),
    MULTI(14),
    CREATE2(15),
    RECONFIG(16),
    CHECK_WATCHES(17),
    REMOVE_WATCHES(18),
    CREATE_CONTAINER(19),
    DELETE_CONTAINER(20),
    CREATE_TTL(21),
    MULTI_READ(22),
    AUTH(100),
    SET_WATCHES(101),
    SASL(102),
    GET_EPHEMERALS(103),
    GET_ALL_CHILDREN_NUMBER(104),
    SET_WATCHES2(105),
    ADD_WATCH(106),
    WHO_AM_I(107);

    private static final int LOWEST = -11;
    private static final OpCode[] BY_CODE = new OpCode[107 - LOWEST + 1];

    static {
        for (OpCode each : values()) {
            BY_CODE[each.code - LOWEST] = each;
        }
    }

    private final int code;

    OpCode(int code) {
        this.code = code;
    }

    /** @return the number on the wire and on disk */
    public int code() {
        return code;
    }

    /** @return the constant for a number, or null for an unknown number */
    public static OpCode of(int code) {
        int index = code - LOWEST;
        return index < 0 || index >= BY_CODE.length ? null : BY_CODE[index];
    }
}
