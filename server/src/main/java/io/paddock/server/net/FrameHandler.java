// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.netty.buffer.ByteBuf;
import io.paddock.protocol.ErrorCode;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.Payload;
import io.paddock.protocol.Zxid;
import io.paddock.protocol.client.AuthPacket;
import io.paddock.protocol.client.ConnectRequest;
import io.paddock.protocol.client.ConnectResponse;
import io.paddock.protocol.client.PathRequest;
import io.paddock.protocol.client.ReplyHeader;
import io.paddock.protocol.jute.JuteReader;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.protocol.jute.MalformedFrame;
import io.paddock.server.auth.AuthResult;
import io.paddock.server.core.OrderedRequest;
import io.paddock.server.core.RoleView;
import io.paddock.server.ops.WriteReply;
import io.paddock.server.session.Session;
import io.paddock.server.session.SessionPassword;
import io.paddock.server.watch.WatchEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * Handles each frame of one connection. The handshake, authentication and reads are answered at once; writes
 * go to the core thread. The order of one session's requests is kept here: a read waits until the earlier
 * writes are done. Confined to the loop, always inside its slot.
 */
final class FrameHandler {
    private static final int HEADER_BYTES = 8;
    /** A connection with more bytes in flight is not read any further. */
    private static final long BYTES_IN_FLIGHT_MAX = 16 << 20;

    private final Service service;
    private final Connection connection;
    private final ClientSide link;
    private List<WatchEvent> missed = List.of();

    FrameHandler(Service service, Connection connection, ClientSide link) {
        this.service = service;
        this.connection = connection;
        this.link = link;
    }

    /**
     * Handles the first frame.
     *
     * @return true: the first frame never waits
     */
    boolean connect(JuteReader in) {
        ConnectRequest request = ConnectRequest.read(in);
        boolean renewal = request.sessionId() != 0;
        service.counters().connectRequests().increment();
        if (renewal) {
            service.counters().revalidations().increment();
        }
        if (!service.throttles().sessions().admits(renewal)) {
            connection.life().refuse("sessions are asked for faster than connection_throttle_tokens allows");
            return true;
        }
        connection.connecting();
        link.wish(request, connection.receivedNanos());
        admit(request);
        return true;
    }

    /** Asks for the client's session, unless the client should use another server. */
    void admit(ConnectRequest request) {
        RoleView now = service.role().now();
        if (!now.isServing()) {
            service.inbox().post(role -> role.await(link)); // An election is in progress, and may end soon.
            return;
        }
        if (now.isReadOnly() && !Boolean.TRUE.equals(request.readOnly())) {
            // The client did not ask for read-only mode and would treat stale data as current.
            connection.life().takeNoMore();
            return;
        }
        long lastZxid = Math.max(service.tree().lastZxid(), now.servedFromZxid());
        if (request.lastZxidSeen() > lastZxid) {
            connection
                    .life()
                    .refuse("Refusing session(0x" + Long.toHexString(request.sessionId()) + ") request for client "
                            + connection.peer() + " as it has seen zxid 0x" + Zxid.hex(request.lastZxidSeen())
                            + " our last zxid is 0x" + Zxid.hex(lastZxid) + " client must try another server");
            return;
        }
        link.connect(negotiate(request.timeoutMillis()));
    }

    private int negotiate(int wishedMillis) {
        int min = service.config().sessions().minTimeoutMillis();
        int max = service.config().sessions().maxTimeoutMillis();
        return Math.min(Math.max(wishedMillis, min), max);
    }

    /** @return the length of the response, without the length field */
    int acceptedReply(Session session, int timeoutMillis, Boolean readOnlyAsked) {
        return respond(new ConnectResponse(
                0,
                timeoutMillis,
                session.id(),
                SessionPassword.of(session.id()),
                readOnlyAsked == null ? null : service.role().now().isReadOnly()));
    }

    void refusedReply(Boolean readOnlyAsked) {
        respond(ConnectResponse.refused(
                readOnlyAsked == null ? null : service.role().now().isReadOnly()));
    }

    private int respond(ConnectResponse response) {
        response.write(connection.replies().beginFrame());
        return connection.replies().endFrame();
    }

    /**
     * Handles any later frame.
     *
     * @return false if it cannot be served yet: it must be offered again
     */
    boolean request(JuteReader in, int length) {
        if (length < HEADER_BYTES) {
            throw new MalformedFrame("frame of " + length + " bytes is too short for a request header");
        }
        int xid = in.readInt();
        int type = in.readInt();
        OpCode op = OpCode.of(type);
        if (op == OpCode.AUTH) {
            return authenticate(xid, AuthPacket.read(in));
        }
        if (op == OpCode.SASL) {
            return answerSasl(xid, in);
        }
        if (!service.access().satisfiesEnforced(link.identities())) {
            replyAndClose(xid, 0, ErrorCode.SESSION_CLOSED_REQUIRE_SASL_AUTH);
            return true;
        }
        Session session = link.session();
        if (session.isClosing() || link.isCut()) {
            service.counters().staleRequests().increment();
            return true; // Dropped silently: the connection ends when the session's end has been applied.
        }
        session.touch(connection.receivedMillis());
        if (op != null && (op == OpCode.CLOSE_SESSION || service.writes().knows(op) || waitsForOthers(op))) {
            return write(xid, op, in, length, session);
        }
        if (connection.output().isLost()
                && op != null
                && (op == OpCode.PING || service.reads().knows(op))) {
            return true; // The reply would not reach the client.
        }
        if (link.writesInFlight() > 0) {
            return placeBehindWrites(xid, op, in, length, session);
        }
        if (op == OpCode.PING) {
            return reply(xid, op, in);
        } else if (op != null && service.reads().knows(op)) {
            return reply(xid, op, in);
        } else {
            connection.life().refuseAfterReply("Received packet at server of unknown type " + type);
            replyAndClose(xid, -1, ErrorCode.UNIMPLEMENTED);
        }
        return true;
    }

    /** In an ensemble, a sync asks whether other members have newer txns. */
    private boolean waitsForOthers(OpCode op) {
        return op == OpCode.SYNC && service.role().now().member();
    }

    /**
     * Small reads join the session's writes, so that later writes need not wait for them. Other reads wait
     * here.
     */
    private boolean placeBehindWrites(int xid, OpCode op, JuteReader in, int length, Session session) {
        if (isFull()) {
            return false;
        }
        ReadInPlace read = ReadInPlace.of(service, link, xid, op, in);
        return read != null && submit(xid, op, read, null, length, session);
    }

    private boolean isFull() {
        return link.writesInFlight() >= service.config().limits().globalOutstandingLimit()
                || link.bytesInFlight() > BYTES_IN_FLIGHT_MAX;
    }

    private boolean submit(int xid, OpCode op, Object request, Payload body, int length, Session session) {
        OrderedRequest write = new OrderedRequest(
                link,
                session,
                xid,
                op,
                request,
                link.identities(),
                body,
                length + ClientSide.WRITE_OVERHEAD_BYTES,
                connection.receivedNanos());
        boolean taken = link.submit(write);
        if (!taken) {
            connection.retrySoon();
        }
        return taken;
    }

    private boolean write(int xid, OpCode op, JuteReader in, int length, Session session) {
        if (isFull()) {
            return false;
        }
        if (!service.inbox().hasRoom() || service.throttles().pipeline().isReached()) {
            connection.retrySoon();
            return false; // Checked before decoding: otherwise each retry would decode the request again.
        }
        Payload body = service.role().now().forwards() ? new Payload(in.copyRest()) : null;
        Object request = op == OpCode.CLOSE_SESSION ? null : decode(op, in);
        if (!submit(xid, op, request, body, length, session)) {
            return false;
        }
        if (op == OpCode.CLOSE_SESSION) {
            connection.life().takeNoMore();
        }
        return true;
    }

    /**
     * Decodes a write.
     *
     * @return null for a malformed body: such a request takes its place in the order like any other write,
     *     and fails there
     */
    private Object decode(OpCode op, JuteReader in) {
        try {
            return op == OpCode.SYNC
                    ? PathRequest.read(in).path()
                    : service.writes().decode(op, in);
        } catch (MalformedFrame e) {
            return null;
        }
    }

    /**
     * Answers a read.
     *
     * @return false if there is no room for the reply: the request must be offered again
     */
    private boolean reply(int xid, OpCode op, JuteReader in) {
        ReplyBuffer replies = connection.replies();
        long zxid = service.tree().lastZxid();
        JuteWriter out = replies.beginReply(op == OpCode.PING ? ReplyHeader.PING_XID : xid, zxid);
        if (op != OpCode.PING) {
            ErrorCode error = answer(op, in, out);
            if (error == null || error == ErrorCode.OK && !connection.output().hasRoomFor(replies.frameBytes())) {
                replies.dropFrame();
                connection.awaitRoom();
                return false;
            }
            if (error != ErrorCode.OK) {
                replies.failReply(error.code());
            }
            if (!missed.isEmpty()) {
                tellMissedFirst(xid, zxid, error);
            }
        }
        connection.figures().atOnce(op, xid, zxid, replies.endFrame(), op != OpCode.PING);
        return true;
    }

    private ErrorCode answer(OpCode op, JuteReader in, JuteWriter out) {
        try {
            return service.reads().answer(op, in, link, service.tree(), out);
        } catch (MalformedFrame e) {
            connection.replies().dropFrame(); // The earlier replies are still sent.
            throw e;
        }
    }

    /** Adds an event that the client missed. It is sent before the reply to setWatches, which has no body. */
    void missed(WatchEvent event) {
        if (missed.isEmpty()) {
            missed = new ArrayList<>();
        }
        missed.add(event);
    }

    private void tellMissedFirst(int xid, long zxid, ErrorCode error) {
        ReplyBuffer replies = connection.replies();
        replies.dropFrame();
        for (WatchEvent event : missed) {
            replies.add(event.frame());
            connection.loopStats().event(event.frame().length);
            connection.stats().sent();
        }
        missed = List.of();
        replies.beginReply(xid, zxid);
        if (error != ErrorCode.OK) {
            replies.failReply(error.code());
        }
    }

    /** Sends the reply to a read that kept its place among writes. */
    void readReply(OrderedRequest write, ReadInPlace read) {
        ByteBuf frame = read.frame();
        if (frame == null) {
            connection.life().closeNow();
            return;
        }
        connection.replies().add(frame.array(), frame.readableBytes());
        connection.figures().later(write.op(), write.xid(), read.zxid(), frame.readableBytes(), write.receivedNanos());
    }

    /** Sends the reply to a write that is done. */
    void writeReply(OrderedRequest write) {
        ReplyBuffer replies = connection.replies();
        JuteWriter out = replies.beginReply(write.xid(), write.zxid());
        int error = write.isRefused() ? ErrorCode.SYSTEM_ERROR.code() : WriteReply.headerError(write.result());
        if (error == 0) {
            WriteReply.write(write.result(), out);
        } else {
            replies.failReply(error);
        }
        OpCode done = error == 0 ? write.op() : null;
        connection.figures().later(done, write.xid(), write.zxid(), replies.endFrame(), write.receivedNanos());
    }

    private boolean authenticate(int xid, AuthPacket packet) {
        if (link.writesInFlight() > 0) {
            return false; // Writes in flight are checked with the present identities.
        }
        AuthResult result = service.access().authenticate(packet.scheme(), packet.auth(), link.identities());
        if (result.isRefused()) {
            connection.life().refuseAfterReply("authentication with scheme " + printable(packet.scheme()) + " failed");
            replyAndClose(xid, 0, ErrorCode.AUTH_FAILED);
            return true;
        }
        link.identities(result.identities());
        connection.replies().beginReply(xid, 0);
        connection.figures().atOnce(OpCode.AUTH, xid, 0, connection.replies().endFrame(), false);
        return true;
    }

    /** This server has no SASL configuration. A null token says so, and the connection stays. */
    private boolean answerSasl(int xid, JuteReader in) {
        if (in.readBuffer() == null) {
            throw new MalformedFrame("a sasl packet without a token");
        }
        connection.replies().beginReply(xid, 0).writeBuffer(null);
        connection.figures().atOnce(OpCode.SASL, xid, 0, connection.replies().endFrame(), false);
        return true;
    }

    private void replyAndClose(int xid, long zxid, ErrorCode error) {
        connection.replies().beginReply(xid, zxid);
        connection.replies().failReply(error.code());
        connection.replies().endFrame();
        connection.life().takeNoMore();
    }

    private static String printable(String scheme) {
        if (scheme == null) {
            return "null";
        }
        String start = scheme.substring(0, Math.min(scheme.length(), 64));
        return start.replaceAll("[^\\p{Graph}]", "?"); // Last: a surrogate pair becomes one character.
    }
}
