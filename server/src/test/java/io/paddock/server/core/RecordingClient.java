// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.client.CreateRequest;
import io.paddock.protocol.client.SetDataRequest;
import io.paddock.protocol.jute.Acl;
import io.paddock.server.auth.Identities;
import io.paddock.server.session.Session;
import io.paddock.server.session.SessionPassword;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * A client without a socket. It sends requests to a {@link ManualCore} and records the answers, one line
 * each.
 */
final class RecordingClient implements Client {
    /** A reply is recorded as "xid error", a session as "session", an end as "closed: why". */
    final List<String> told = new ArrayList<>();

    private final ManualCore core;
    private final Shard shard;
    private Session session;
    private boolean isCut;
    private boolean isHeldUp;

    RecordingClient(ManualCore core) {
        this.core = core;
        this.shard = new Shard(Runnable::run, core.tree.gate(), () -> {});
    }

    Session session() {
        return session;
    }

    /** Sets whether requests of this client wait unserved at its event loop. */
    void heldUp(boolean value) {
        isHeldUp = value;
    }

    RecordingClient open(int timeoutMillis) {
        core.inbox.post(role -> role.open(this, timeoutMillis));
        return this;
    }

    void renew(long sessionId, byte[] password, int timeoutMillis) {
        core.inbox.post(role -> role.renew(this, sessionId, password, timeoutMillis));
    }

    void renew(long sessionId) {
        renew(sessionId, SessionPassword.of(sessionId), 4000);
    }

    void detach() {
        core.inbox.post(role -> role.detached(this, session));
    }

    void create(int xid, String path, int flags) {
        send(xid, OpCode.CREATE, new CreateRequest(OpCode.CREATE, path, new byte[0], Acl.OPEN, flags, 0));
    }

    void create(int xid, String path) {
        create(xid, path, 0);
    }

    void set(int xid, String path) {
        send(xid, OpCode.SET_DATA, new SetDataRequest(path, new byte[] {1}, -1));
    }

    void closeSession(int xid) {
        send(xid, OpCode.CLOSE_SESSION, null);
    }

    void send(int xid, OpCode op, Object request) {
        Identities identities = Identities.of(InetAddress.getLoopbackAddress());
        if (!core.inbox.submit(new OrderedRequest(this, session, xid, op, request, identities, null, 100, 0))) {
            told.add(xid + " no room");
        }
    }

    @Override
    public Shard shard() {
        return shard;
    }

    @Override
    public void tryAgain() {
        told.add("try again");
    }

    @Override
    public void accepted(Session given, int timeoutMillis) {
        session = given;
        told.add("session");
    }

    @Override
    public void refused() {
        told.add("refused");
    }

    @Override
    public void completed(OrderedRequest write) {
        String outcome =
                write.isRefused() ? "not now" : String.valueOf(write.result().err());
        told.add(write.xid() + " " + outcome);
    }

    @Override
    public void closeSilently(String reason) {
        isCut = true;
        told.add("closed: " + reason);
    }

    @Override
    public boolean isCut() {
        return isCut;
    }

    @Override
    public boolean isHeldUp() {
        return isHeldUp;
    }

    @Override
    public void execute(Runnable task) {
        task.run();
    }
}
