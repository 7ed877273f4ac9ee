// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.OpCode;
import io.paddock.server.config.ServerConfig;
import io.paddock.server.ops.Ephemerals;
import io.paddock.server.session.Session;
import io.paddock.storage.tree.TxnResult;

/**
 * Tells how sessions begin in this ensemble. Either all members know a session, or only the member that its
 * client is connected to, which costs no txn (docs/protocol/members.md, "Requests of clients").
 *
 * @param enabled whether new sessions are local
 * @param upgrading whether all members learn of a local session when it creates an ephemeral znode; otherwise
 *     the znode is refused
 * @param serverId this member's id, with which the ids of its sessions begin
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

    /**
     * @return whether a session that is not known here may be a local session of another member; this member
     *     knows all its own
     */
    boolean mayLiveElsewhere(long sessionId) {
        return enabled && sessionId >>> SERVER_ID_SHIFT != (serverId & SERVER_ID_MASK);
    }

    /**
     * Tells whether a session may have ephemeral znodes.
     *
     * @param session null for another member's session
     * @return the error with which the leader refuses it an ephemeral znode, or OK
     */
    static ErrorCode ephemeralsOf(Session session) {
        if (session == null) {
            return ErrorCode.SESSION_EXPIRED;
        }
        return session.isLocal() ? ErrorCode.EPHEMERAL_ON_LOCAL_SESSION : ErrorCode.OK;
    }

    /**
     * Corrects the outcome of a local session's write. The leader does not know the session and answers that
     * it has expired. The client knows that it has not, and must learn what is wrong with the znode.
     *
     * @param result the outcome that the leader decided
     * @return the outcome for the client
     */
    static TxnResult outcome(OrderedRequest write, TxnResult result) {
        boolean isUnknown = result.err() == ErrorCode.SESSION_EXPIRED.code()
                && write.session().isLocal()
                && write.op() != OpCode.MULTI
                && Ephemerals.in(write.request());
        return isUnknown ? EPHEMERAL_REFUSED : result;
    }
}
