// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.linearizability;

/**
 * One operation of one client on one znode, with when it was sent and answered, by the monotonic clock of the recording process.
 *
 * @param data what it writes, or what a read returned; null for none
 * @param version expected by a write (-1 any), or returned by a read that found the znode
 * @param result what the client was told
 * @param returned when; for one without an answer, the moment after which it can no longer happen, {@link #NEVER} if that is never certain
 */
public record Operation(
        String client, String path, Kind kind, String data, int version, Result result, long invoked, long returned) {
    /** No moment at all. */
    public static final long NEVER = Long.MAX_VALUE;

    public enum Kind {
        CREATE,
        SET_DATA,
        DELETE,
        READ
    }

    public enum Result {
        DONE,
        NO_NODE,
        NODE_EXISTS,
        BAD_VERSION,
        /** No answer: it has happened, or happens later, or never. */
        UNKNOWN
    }

    public boolean isInDoubt() {
        return result == Result.UNKNOWN;
    }
}
