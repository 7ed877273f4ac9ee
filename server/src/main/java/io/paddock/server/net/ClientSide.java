// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.net;

import io.netty.buffer.ByteBuf;
import io.paddock.protocol.OpCode;
import io.paddock.protocol.client.ConnectRequest;
import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.JuteWriter;
import io.paddock.server.auth.AccessControl;
import io.paddock.server.auth.Identities;
import io.paddock.server.core.Client;
import io.paddock.server.core.OrderedRequest;
import io.paddock.server.core.Shard;
import io.paddock.server.ops.Asker;
import io.paddock.server.session.Session;
import io.paddock.server.watch.Subscriber;
import io.paddock.server.watch.WatchEvent;
import io.paddock.server.watch.WatchTable;
import io.paddock.server.watch.Watcher;
import io.paddock.storage.tree.Znode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client as the rest of the server sees it: its session, its identities, its watches, and its writes in
 * flight. Confined to the connection's loop, except for {@link #closeSilently} and {@link #execute}.
 */
final class ClientSide implements Client, Watcher, Asker {
    private static final Logger LOG = LoggerFactory.getLogger(ClientSide.class);
    /** The bytes that a queued write counts for in addition to its own. */
    static final int WRITE_OVERHEAD_BYTES = 256;

    private final Service service;
    private final LoopState loop;
    private final Connection connection;
    private Identities identities;
    private Subscriber subscriber;
    private volatile boolean cut;
    private volatile Session session;
    private volatile int timeoutMillis;
    private ConnectRequest asked;
    private long askedNanos;
    /** Writes, and the reads that keep their place among them. */
    private int writesInFlight;

    private long bytesInFlight;
    /** The bytes of those requests that count as large. */
    private long largeBytesInFlight;

    ClientSide(Service service, LoopState loop, Connection connection) {
        this.service = service;
        this.loop = loop;
        this.connection = connection;
        this.identities = Identities.of(connection.peer().getAddress());
    }

    /** Remembers the connect request until the session exists. */
    void wish(ConnectRequest request, long nowNanos) {
        asked = request;
        askedNanos = nowNanos;
    }

    /** Asks the core thread for the session. */
    void connect(int negotiatedMillis) {
        ConnectRequest request = asked;
        timeoutMillis = negotiatedMillis;
        if (request.sessionId() == 0) {
            service.inbox().post(role -> role.open(this, negotiatedMillis));
        } else {
            service.inbox().post(role -> role.renew(this, request.sessionId(), request.password(), negotiatedMillis));
        }
    }

    /**
     * Hands a write to the core thread.
     *
     * @return false if its queue is full
     */
    boolean submit(OrderedRequest write) {
        if (!service.inbox().submit(write)) {
            return false;
        }
        countLarge(largeWeight(write));
        writesInFlight++;
        loop.stats().outstanding(1);
        bytesInFlight += write.bytes();
        return true;
    }

    private int largeWeight(OrderedRequest write) {
        return service.throttles().large().weight(write.bytes() - WRITE_OVERHEAD_BYTES);
    }

    private void countLarge(long bytes) {
        largeBytesInFlight += bytes;
        service.throttles().large().add(bytes);
    }

    /** The connection has ended. Called outside the slot. */
    void end() {
        cut = true;
        loop.stats().outstanding(-writesInFlight);
        writesInFlight = 0;
        countLarge(-largeBytesInFlight);
        if (session != null) {
            loop.shard().enter();
            try {
                loop.shard().watches().unregister(subscriber);
            } finally {
                loop.shard().exit();
            }
            service.inbox().post(role -> role.detached(this, session));
        }
    }

    void identities(Identities now) {
        identities = now;
    }

    /** @return the session, null until there is one */
    Session session() {
        return session;
    }

    /** @return the negotiated timeout, 0 before the handshake */
    int timeoutMillis() {
        return timeoutMillis;
    }

    int writesInFlight() {
        return writesInFlight;
    }

    long bytesInFlight() {
        return bytesInFlight;
    }

    // --- Client: called by the core thread

    @Override
    public Shard shard() {
        return loop.shard();
    }

    @Override
    public void tryAgain() {
        execute(() -> {
            if (connection.life().isConnecting()) {
                connection.frames().admit(asked);
            }
        });
    }

    @Override
    public void accepted(Session accepted, int negotiatedMillis) {
        if (!connection.life().isConnecting()) {
            return;
        }
        session = accepted;
        timeoutMillis = negotiatedMillis;
        subscriber = loop.shard().watches().register(this);
        int bytes = connection.frames().acceptedReply(accepted, negotiatedMillis, asked.readOnly());
        connection.figures().later(OpCode.CREATE_SESSION, 0, service.tree().lastZxid(), bytes, askedNanos);
        connection.opened();
    }

    @Override
    public void refused() {
        if (connection.life().isConnecting()) {
            service.refusals().sessionGone(connection.peer(), asked.sessionId());
            connection.frames().refusedReply(asked.readOnly());
            connection.life().closeAfterFlush();
        }
    }

    @Override
    public void completed(OrderedRequest write) {
        if (connection.life().isClosed()) {
            service.counters().staleReplies().increment();
            return;
        }
        writesInFlight--;
        loop.stats().outstanding(-1);
        bytesInFlight -= write.bytes();
        countLarge(-largeWeight(write));
        if (write.request() instanceof ReadInPlace read) {
            connection.frames().readReply(write, read);
        } else {
            connection.frames().writeReply(write);
        }
        if (write.op() == OpCode.CLOSE_SESSION) {
            connection.life().closeAfterFlush();
        } else {
            connection.answered();
        }
    }

    @Override
    public void execute(Runnable task) {
        loop.eventLoop().execute(task);
    }

    @Override
    public boolean isHeldUp() {
        return connection.isHeldUp();
    }

    @Override
    public boolean isCut() {
        return cut;
    }

    @Override
    public void closeSilently(String reason) {
        cut = true;
        execute(() -> {
            LOG.debug("Closing connection of {}: {}", connection.peer(), reason);
            connection.life().closeAfterFlush();
        });
    }

    // --- Watcher: called by the core thread while it holds the slot

    @Override
    public void notify(WatchEvent event) {
        loop.shard().put(() -> send(event));
    }

    private void send(WatchEvent event) {
        // A client that is leaving still receives the events that its own departure causes.
        if (!connection.life().takesEvents() || !mayHear(event)) {
            return;
        }
        connection.sendEvent(event);
    }

    private boolean mayHear(WatchEvent event) {
        return event.acl() == null || service.access().allows(event.acl(), Acl.READ, identities);
    }

    // --- Asker: for reads, inside the slot

    @Override
    public long sessionId() {
        Session now = session;
        return now == null ? 0 : now.id();
    }

    @Override
    public Identities identities() {
        return identities;
    }

    @Override
    public AccessControl access() {
        return service.access();
    }

    @Override
    public WatchTable watches() {
        return loop.shard().watches();
    }

    @Override
    public Subscriber subscriber() {
        return subscriber;
    }

    @Override
    public void missed(int type, String path) {
        connection.frames().missed(WatchEvent.missed(type, path));
    }

    @Override
    public JuteWriter writeChildNames(Znode znode, JuteWriter out) {
        if (znode.numChildren() < BigReplies.CHILDREN_MIN) {
            znode.writeChildNames(out);
            return out;
        }
        ByteBuf names = loop.bigReplies().childNames(znode);
        return names == null ? null : connection.replies().splice(names);
    }
}
