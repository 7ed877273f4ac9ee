// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

/**
 * The role of a server as its connections see it. It is one value, so that a connection never mixes two
 * roles.
 *
 * @param serving whom this server serves
 * @param forwards whether writes are forwarded to a leader, which needs their bytes as they were received
 * @param member whether this server belongs to an ensemble, so that a sync has to keep its place among the
 *     writes
 * @param servedFromZxid a zxid that clients of other members may have seen although no txn has it: the
 *     beginning of the leader's epoch, which ZooKeeper's servers show
 */
public record RoleView(Serving serving, boolean forwards, boolean member, long servedFromZxid) {
    /** Whom a role serves. */
    public enum Serving {
        /** Every client. */
        ALL,
        /** Only clients that accept a server without a quorum. */
        READERS,
        /** No client. */
        NOBODY
    }

    /** @return whether any client is served */
    public boolean isServing() {
        return serving != Serving.NOBODY;
    }

    /** @return whether this server serves only clients that accept a server without a quorum */
    public boolean isReadOnly() {
        return serving == Serving.READERS;
    }
}
