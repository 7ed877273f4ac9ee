// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.session;

/**
 * Creates session ids: the server id, 40 bits of the clock at start, then a counter. Owned by the core
 * thread.
 */
public final class SessionIds {
    private static final long CONTAINER_OWNER = Long.MIN_VALUE;

    private long next;

    /**
     * @param serverId 1 for a standalone server
     * @param clockMillis any clock that has advanced since the last start
     */
    public SessionIds(long serverId, long clockMillis) {
        next = (serverId << 56) | ((clockMillis << 24) >>> 8);
    }

    /** @return an id that was not returned before; never 0 and never the value that marks containers */
    public long next() {
        long id = next++;
        return id == CONTAINER_OWNER || id == 0 ? next++ : id;
    }
}
