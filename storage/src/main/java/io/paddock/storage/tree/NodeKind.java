// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

/**
 * What a znode's stored owner says about how the znode ends: 0, a session id, or one of two special forms
 * (docs/protocol/files.md, Snapshots).
 */
public enum NodeKind {
    PERSISTENT,
    /** The znode is deleted when the session that owns it ends. */
    EPHEMERAL,
    /** The server removes the znode after its last child is gone. */
    CONTAINER,
    /** The server removes the znode when it has had no child and no change for a time. */
    TTL;

    /** The stored owner of every container. */
    public static final long CONTAINER_OWNER = Long.MIN_VALUE;
    /** The longest time to live, in milliseconds. */
    public static final long TTL_MILLIS_MAX = (1L << 40) - 1;

    private static final long TTL_MARK = 0xff00_0000_0000_0000L;

    /**
     * Reads a stored owner. It always recognises the TTL form. Apache's default settings take such znodes for
     * ephemerals of a dead session and delete them at start. A top byte of 0xff alone is not enough, because
     * session ids of server 255 begin with it too.
     */
    public static NodeKind of(long owner) {
        if (owner == 0) {
            return PERSISTENT;
        }
        if (owner == CONTAINER_OWNER) {
            return CONTAINER;
        }
        return (owner & ~TTL_MILLIS_MAX) == TTL_MARK && owner != TTL_MARK ? TTL : EPHEMERAL;
    }

    /** @param ttlMillis 1 to {@link #TTL_MILLIS_MAX}; higher bits are dropped */
    public static long ttlOwner(long ttlMillis) {
        return TTL_MARK | ttlMillis & TTL_MILLIS_MAX;
    }

    /** @return the time to live in a stored owner of kind {@link #TTL} */
    public static long ttlMillis(long owner) {
        return owner & TTL_MILLIS_MAX;
    }
}
