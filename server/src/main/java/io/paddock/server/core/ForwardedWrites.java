// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.netty.buffer.Unpooled;
import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.MalformedFrame;
import io.paddock.protocol.quorum.LearnerMessage.Request;
import io.paddock.protocol.quorum.LearnerMessage.Revalidate;
import io.paddock.protocol.quorum.TouchedSession;
import io.paddock.server.auth.Identities;
import io.paddock.server.ops.WriteOps;
import io.paddock.server.session.Session;
import io.paddock.server.session.SessionTracker;
import java.util.List;
import java.util.function.Consumer;

/**
 * Handles what other members forward to the leader (docs/protocol/members.md, "Requests of clients"). The
 * leader prepares these writes in one order with the writes of its own clients. The member of the client
 * answers it when the resulting txn is applied there. Owned by the core thread.
 */
public final class ForwardedWrites {
    private final CoreParts parts;
    private final SessionTracker sessions;
    private final Pipeline pipeline;
    private final WriteOps ops;

    private boolean stopped;

    ForwardedWrites(CoreParts parts, Pipeline pipeline, WriteOps ops) {
        this.parts = parts;
        this.sessions = parts.sessions();
        this.pipeline = pipeline;
        this.ops = ops;
    }

    void stopTaking() {
        stopped = true;
    }

    /**
     * Prepares a request that a learner forwarded. Syncs do not come here.
     *
     * @param link the learner's link
     * @return a protocol error, if no correct learner would forward this request; otherwise null
     */
    public String request(long link, Request request) {
        if (stopped) {
            return null; // The client learns from the change of leader that its request was dropped.
        }
        OpCode op = OpCode.of(request.opcode());
        if (op == OpCode.CREATE_SESSION) {
            return open(link, request);
        }
        if (op == OpCode.CLOSE_SESSION) {
            close(request);
            return null;
        }
        if (op == null || !ops.knows(op) && op != OpCode.CHECK && op != OpCode.DELETE_CONTAINER) {
            return "a request of type " + request.opcode() + " is not for a leader";
        }
        Session session = sessions.find(request.sessionId());
        if (session != null && session.owner() == 0) {
            session.owner(link);
        }
        if (session != null && !session.isClosing() && session.owner() != link) {
            pipeline.refuseForwarded(request.sessionId(), request.cxid(), ErrorCode.SESSION_MOVED);
        } else if (!ops.knows(op)) {
            pipeline.refuseForwarded(request.sessionId(), request.cxid(), ErrorCode.UNIMPLEMENTED);
        } else {
            Identities identities = Identities.of(request.identities());
            pipeline.prepareForwarded(
                    request.sessionId(), session, request.cxid(), op, decode(op, request), identities);
        }
        return null;
    }

    private Object decode(OpCode op, Request request) {
        try {
            return ops.decode(
                    op, new JuteReader(Unpooled.wrappedBuffer(request.body().bytes())));
        } catch (MalformedFrame e) {
            return null;
        }
    }

    private String open(long link, Request request) {
        if (request.body().length() < Integer.BYTES) {
            return "a new session without a timeout";
        }
        int timeoutMillis = Unpooled.wrappedBuffer(request.body().bytes()).readInt();
        Session session = sessions.find(request.sessionId());
        if (session == null) {
            session = sessions.open(
                    request.sessionId(), timeoutMillis, parts.clock().monotonicMillis());
        }
        session.owner(link);
        pipeline.prepareOpen(session, null);
        return null;
    }

    private void close(Request request) {
        Session session = sessions.find(request.sessionId());
        if (session == null) {
            pipeline.prepareClose(request.sessionId(), request.cxid());
        } else {
            pipeline.prepareClose(session, request.cxid(), null);
        }
    }

    /**
     * A client connected to a learner and wants to renew its session.
     *
     * @param answer takes true if the session is alive, after all that the session has done until now is
     *     committed: the client must find it at its new member. Takes false at once otherwise
     */
    public void revalidate(long link, Revalidate revalidate, Consumer<Boolean> answer) {
        Session session = sessions.find(revalidate.sessionId());
        boolean valid = session != null && !session.isClosing() && !session.isLocal();
        if (!valid) {
            answer.accept(false);
            return;
        }
        DecidingRole.cut(session, "its session moved to another member");
        session.attach(null, revalidate.timeoutMillis());
        session.owner(link);
        sessions.renewed(session, parts.clock().monotonicMillis());
        pipeline.afterPendingOf(session.id(), () -> answer.accept(true));
    }

    /** A learner reports that the clients of these sessions are alive. */
    public void touched(List<TouchedSession> touched) {
        long now = parts.clock().monotonicMillis();
        for (TouchedSession each : touched) {
            Session session = sessions.find(each.sessionId());
            if (session != null && !session.isClosing()) {
                session.touch(now);
            }
        }
    }
}
