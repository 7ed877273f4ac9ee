// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.OpCode;
import io.paddock.server.config.ServerConfig;
import io.paddock.server.ops.Ephemerals;
import io.paddock.server.session.Session;
import io.paddock.storage.tree.TxnResult;

/**
 * How sessions begin in this ensemble: known to all its members, or to the one alone that the client is connected to, which costs no txn
 * (ZooKeeper quorum protocol 12.5).
 *
 * @param enabled new ones are this member's alone
 * @param upgrading one that creates an ephemeral znode becomes known to all; otherwise the znode is refused
 * @param serverId this member's, which its sessions' ids begin with
 */
record LocalSessions(boolean enabled, boolean upgrading, long serverId) {
    private static final TxnResult EPHEMERAL_REFUSED =
            new TxnResult(OpCode.ERROR, ErrorCode.EPHEMERAL_ON_LOCAL_SESSION.code(), null, null, null);

    private static final int SERVER_ID_SHIFT = 56;
    private static final long SERVER_ID_MASK = 0xff;

    static LocalSessions of(ServerConfig config) {
        var serving = config.ensemble().serving();
        return new LocalSessions(
                config.ensemble().distributed() && serving.localSessionsEnabled(),
                serving.localSessionsUpgradingEnabled(),
                config.ensemble().sid());
    }

    /** @return whether a session that is not known here may be another member's alone. Of our own we would know */
    boolean mayLiveElsewhere(long sessionId) {
        return enabled && sessionId >>> SERVER_ID_SHIFT != (serverId & SERVER_ID_MASK);
    }

    /** @param session null for another member's @return by what the leader refuses it an ephemeral znode, OK if it does not */
    static ErrorCode ephemeralsOf(Session session) {
        if (session == null) {
            return ErrorCode.SESSION_EXPIRED;
        }
        return session.isLocal() ? ErrorCode.EPHEMERAL_ON_LOCAL_SESSION : ErrorCode.OK;
    }

    /**
     * The leader does not know a local session and says that it has expired. The client knows the session, and has to learn what is wrong with the
     * znode.
     *
     * @param result what the leader made of the write
     * @return what the client is told
     */
    static TxnResult outcome(OrderedRequest write, TxnResult result) {
        boolean isUnknown = result.err() == ErrorCode.SESSION_EXPIRED.code()
                && write.session().isLocal()
                && write.op() != OpCode.MULTI
                && Ephemerals.in(write.request());
        return isUnknown ? EPHEMERAL_REFUSED : result;
    }
}
