// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol;

/**
 * The error codes that a reply header, a multi result or an error txn may carry. Never invent a code: stock
 * clients throw on unknown codes.
 */
public enum ErrorCode {
    OK(0),
    /** The server cannot serve writes at the moment, for instance because its disk is full. */
    SYSTEM_ERROR(-1),
    /** In a failed multi: the code of the parts after the one that failed. */
    RUNTIME_INCONSISTENCY(-2),
    MARSHALLING_ERROR(-5),
    UNIMPLEMENTED(-6),
    BAD_ARGUMENTS(-8),
    UNKNOWN_SESSION(-12),
    NEW_CONFIG_NO_QUORUM(-13),
    RECONFIG_IN_PROGRESS(-14),
    NO_NODE(-101),
    NO_AUTH(-102),
    BAD_VERSION(-103),
    NO_CHILDREN_FOR_EPHEMERALS(-108),
    NODE_EXISTS(-110),
    NOT_EMPTY(-111),
    SESSION_EXPIRED(-112),
    INVALID_ACL(-114),
    AUTH_FAILED(-115),
    /** Never sent: the server closes the connection instead. */
    SESSION_MOVED(-118),
    NOT_READ_ONLY(-119),
    EPHEMERAL_ON_LOCAL_SESSION(-120),
    NO_WATCHER(-121),
    RECONFIG_DISABLED(-123),
    SESSION_CLOSED_REQUIRE_SASL_AUTH(-124),
    QUOTA_EXCEEDED(-125),
    THROTTLED_OP(-127);

    private final int code;

    ErrorCode(int code) {
        this.code = code;
    }

    /** @return the number on the wire */
    public int code() {
        return code;
    }

    /** @return the constant for a wire number, or null for a number that this server never sends */
    public static ErrorCode of(int code) {
        for (ErrorCode each : values()) {
            if (each.code == code) {
                return each;
            }
        }
        return null;
    }
}
