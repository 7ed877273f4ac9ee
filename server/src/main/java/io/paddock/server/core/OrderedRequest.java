// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.protocol.OpCode;
import io.paddock.protocol.Payload;
import io.paddock.protocol.client.MultiRequest;
import io.paddock.server.auth.Identities;
import io.paddock.server.session.Session;
import io.paddock.storage.tree.TxnResult;

/**
 * A write, or a read that keeps its place among writes. The connection hands it to the core. The core fills
 * in the outcome and hands it back. Only one thread uses it at a time.
 */
public final class OrderedRequest implements Delivery {
    /** The outcome when a client closes a session that no other member knows. */
    static final TxnResult CLOSED = new TxnResult(OpCode.CLOSE_SESSION, 0, null, null, null);

    private final Client client;
    private final Session session;
    private final int xid;
    private final OpCode op;
    private final Object request;
    private final Identities identities;
    private final Payload body;
    private final int bytes;
    private final long receivedNanos;
    private long zxid;
    private TxnResult result;
    private boolean refused;

    /**
     * @param request the result of the op's decoder, null when the body was malformed
     * @param body the undecoded request, if it must be forwarded; otherwise null
     * @param bytes what the request takes of the inbox's budget
     * @param receivedNanos when the request was read, by the monotonic clock
     */
    public OrderedRequest(
            Client client,
            Session session,
            int xid,
            OpCode op,
            Object request,
            Identities identities,
            Payload body,
            int bytes,
            long receivedNanos) {
        this.client = client;
        this.session = session;
        this.xid = xid;
        this.op = op;
        this.request = request;
        this.identities = identities;
        this.body = body;
        this.bytes = bytes;
        this.receivedNanos = receivedNanos;
    }

    Client client() {
        return client;
    }

    public Session session() {
        return session;
    }

    public int xid() {
        return xid;
    }

    public OpCode op() {
        return op;
    }

    /**
     * @return the result of the op's decoder, an {@link OrderedRead}, the path of a sync, or null for a
     *     malformed body
     */
    public Object request() {
        return request;
    }

    /** @return whether this is a multi that fails before it is given a zxid, as in ZooKeeper */
    boolean lacksAcl() {
        return request instanceof MultiRequest multi && multi.lacksAcl();
    }

    Identities identities() {
        return identities;
    }

    /** @return the request as it was received, or null where this server decides itself */
    Payload body() {
        return body;
    }

    public int bytes() {
        return bytes;
    }

    public long receivedNanos() {
        return receivedNanos;
    }

    /** @return the zxid of the txn, or the last applied zxid if the request was refused */
    public long zxid() {
        return zxid;
    }

    /** @return the result of applying the txn; null when refused */
    public TxnResult result() {
        return result;
    }

    /**
     * @return whether the server cannot serve writes now, so that this one was not executed and will not be
     */
    public boolean isRefused() {
        return refused;
    }

    /** @return the outcome of a sync of {@code path} */
    static TxnResult synced(String path) {
        return new TxnResult(OpCode.SYNC, 0, path, null, null);
    }

    void done(long doneZxid, TxnResult doneResult) {
        zxid = doneZxid;
        result = doneResult;
    }

    void refuse(long lastZxid) {
        zxid = lastZxid;
        refused = true;
    }

    @Override
    public void deliver() {
        client.completed(this);
    }
}
