// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.Payload;
import io.paddock.protocol.client.CreateRequest;
import io.paddock.protocol.client.SetDataRequest;
import io.paddock.protocol.jute.Acl;
import io.paddock.server.auth.Identities;
import io.paddock.server.session.Session;
import io.paddock.server.session.SessionPassword;
import io.paddock.storage.tree.ZnodeTree;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A client without a socket: it sends requests to a core and notes what it is told, one line each. */
final class RecordingClient implements Client {
    /** Replies as "xid error" or, of reads, "xid present"; sessions as "session", ends as "closed: why". */
    final List<String> told = new ArrayList<>();

    private final ZnodeTree tree;
    private final CoreInbox inbox;
    private final Shard shard;
    private final Map<Integer, String> found = new HashMap<>();
    private Session session;
    private boolean isCut;
    private boolean isHeldUp;

    /** @param inbox where its requests go */
    RecordingClient(ZnodeTree tree, CoreInbox inbox) {
        this.tree = tree;
        this.inbox = inbox;
        this.shard = new Shard(Runnable::run, tree.gate(), () -> {});
    }

    Session session() {
        return session;
    }

    /** Says that requests of this client lie unserved at its event loop. */
    void heldUp(boolean value) {
        isHeldUp = value;
    }

    RecordingClient open(int timeoutMillis) {
        inbox.post(role -> role.open(this, timeoutMillis));
        return this;
    }

    void renew(long sessionId, byte[] password, int timeoutMillis) {
        inbox.post(role -> role.renew(this, sessionId, password, timeoutMillis));
    }

    void renew(long sessionId) {
        renew(sessionId, SessionPassword.of(sessionId), 4000);
    }

    void detach() {
        inbox.post(role -> role.detached(this, session));
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

    /** A read that keeps its place among the writes: it asks whether a znode is there. */
    void find(int xid, String path) {
        OrderedRead read = () -> found.put(xid, tree.find(path) == null ? "absent" : "present");
        send(xid, OpCode.EXISTS, read);
    }

    void sync(int xid) {
        send(xid, OpCode.SYNC, "/");
    }

    void closeSession(int xid) {
        send(xid, OpCode.CLOSE_SESSION, null);
    }

    void send(int xid, OpCode op, Object request) {
        if (!inbox.submit(request(xid, op, request))) {
            told.add(xid + " no room");
        }
    }

    /** @return a request of 100 bytes that the test hands in itself */
    OrderedRequest request(int xid, OpCode op, Object request) {
        Identities identities = Identities.of(InetAddress.getLoopbackAddress());
        return new OrderedRequest(this, session, xid, op, request, identities, Payload.EMPTY, 100, 0);
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
        if (write.request() instanceof OrderedRead) {
            told.add(write.xid() + " " + found.get(write.xid()));
            return;
        }
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
