// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.facts;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The sessions and the ephemeral znodes that they own.
 *
 * @param decidesHere whether this server decides when they expire; if not, deadlines are unknown here
 * @param sessions by id
 * @param ephemerals paths of ephemeral znodes by session id, only for sessions that own such znodes
 */
public record SessionFacts(boolean decidesHere, List<Session> sessions, Map<Long, Collection<String>> ephemerals) {
    /**
     * One session.
     *
     * @param timeoutMillis the negotiated timeout
     * @param expiresAtMillis wall clock at which it expires if its client stays silent; 0 if another server
     *   decides
     */
    public record Session(long id, int timeoutMillis, long expiresAtMillis) {}
}
