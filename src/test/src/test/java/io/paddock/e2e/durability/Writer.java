// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.durability;

import static org.awaitility.Awaitility.await;

import io.paddock.e2e.harness.Frame;
import io.paddock.e2e.harness.Handshake;
import io.paddock.e2e.harness.Reply;
import io.paddock.e2e.harness.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * A client that writes to its own subtree, several requests at a time, and checks every reply against its
 * model. One thread at a time.
 *
 * <p>When its connection breaks, requests without a reply are in doubt. {@link #recover} finds out which of
 * them took effect.
 */
final class Writer implements AutoCloseable {
    static final String QUEUE = "/queue";

    private static final int SYSTEM_ERROR = -1;
    private static final int SESSION_TIMEOUT_MILLIS = 60_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration RETRY_PAUSE = Duration.ofMillis(20);

    /** A member that says nothing for so long may be cut off: a client goes elsewhere. */
    private static final int SILENCE_MILLIS = 3_000;

    private final String name;
    private final String root;
    private final OpMix mix;
    private final Order order;
    private final boolean fenced;
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final ArrayDeque<InFlight> inFlight = new ArrayDeque<>();
    private final List<Done> done = new ArrayList<>(); // since base
    private SubtreeModel base;
    private SubtreeModel confirmed;
    private Handshake session;
    private boolean opening;
    private Wire wire;
    private IntSupplier ports;
    private int xid;
    private long zxidSeen;
    private volatile int doneCount;
    private volatile boolean stopped;
    private volatile boolean givenUp;

    private record InFlight(int xid, Op op, int highestNumber) {}

    private record Done(Op op, long session, long zxid) {}

    /**
     * @param fenced whether it may reconnect to another member than the one that it lost. Requests that the
     * lost member forwarded may still take effect until a later write of the same session has.
     */
    Writer(int index, long seed, Order order, boolean fenced) {
        this.fenced = fenced;
        this.name = "w" + index;
        this.root = "/" + name;
        this.mix = new OpMix(name, root, seed);
        this.order = order;
    }

    /** Connects for the first time and creates its subtree. */
    void begin(IntSupplier whereToConnect) {
        ports = whereToConnect;
        open();
        wire.call(Frame.create(++xid, QUEUE, new byte[0], 0));
        wire.call(Frame.create(++xid, root, "root".getBytes(StandardCharsets.UTF_8), 0));
        confirmed = SubtreeModel.read(wire, root, QUEUE, name);
        rebase();
    }

    private void open() {
        connect();
        session = newSession();
    }

    private Handshake newSession() {
        opening = true;
        Handshake opened = wire.newSession(SESSION_TIMEOUT_MILLIS);
        opening = false;
        if (fenced) {
            if (opened.refused()) {
                throw new UncheckedIOException(new IOException(name + " got no session"));
            }
            // A member that does not know the session yet must know that it is behind.
            zxidSeen = Math.max(zxidSeen, wire.call(Frame.ping()).zxid());
        }
        return opened;
    }

    private void connect() {
        wire = Wire.open(ports.getAsInt());
        if (fenced) {
            wire.readTimeout(SILENCE_MILLIS);
        }
    }

    // It is in the order behind everything that is in doubt, or before what never happens.
    private void fence() {
        Reply reply = wire.call(Frame.setData(++xid, QUEUE, new byte[0]));
        if (reply.error() != 0) {
            throw new UncheckedIOException(new IOException(name + " cannot write: " + reply));
        }
        zxidSeen = Math.max(zxidSeen, reply.zxid());
    }

    /** What is confirmed now is where {@link #checkSurvivor} starts from. */
    private void rebase() {
        base = confirmed.copy();
        done.clear();
        doneCount = 0;
    }

    /** How many requests have been acknowledged. Any thread. */
    int acknowledged() {
        return acknowledged.get();
    }

    /** How many requests, or sessions, have been refused because the server could not write. Any thread. */
    int refused() {
        return refused.get();
    }

    /** Lets {@link #write} end after the requests under way. Any thread. */
    void stop() {
        stopped = true;
    }

    /** The server is gone: no use to connect again. Any thread. */
    void giveUp() {
        givenUp = true;
        stopped = true;
    }

    /** Takes back {@link #stop} or {@link #giveUp}. */
    void goOn() {
        givenUp = false;
        stopped = false;
    }

    /** Writes until {@link #stop}, or until the connection breaks. */
    void write() {
        try {
            while (!stopped) {
                send(mix.batch(confirmed, session.sessionId()));
                while (!inFlight.isEmpty()) {
                    takeReply();
                }
            }
        } catch (IOException | UncheckedIOException e) {
            wire.close();
        }
    }

    /** Writes until {@link #stop}, going on with a new connection whenever one breaks. */
    void writeThroughFailures() {
        while (!stopped) {
            write();
            if (wire.isClosed()) {
                await(name)
                        .atMost(PATIENCE)
                        .pollDelay(Duration.ZERO)
                        .pollInterval(RETRY_PAUSE)
                        .until(() -> givenUp || recovered());
            }
        }
    }

    private boolean recovered() {
        opening = false;
        try {
            recover();
            return true;
        } catch (UncheckedIOException e) {
            wire.close();
            if (opening) {
                refused.incrementAndGet(); // A server that cannot write takes no new sessions: that is its refusal.
            }
            return false;
        }
    }

    private void send(List<Op> ops) throws IOException {
        Frame bytes = Frame.empty();
        for (Op op : ops) {
            inFlight.add(new InFlight(++xid, op, order.highestNumber()));
            bytes.raw(op.bytes(xid));
        }
        wire.trySend(bytes.content());
    }

    private void takeReply() {
        Reply reply = wire.reply();
        InFlight asked = inFlight.element();
        check(reply.xid() == asked.xid(), reply, asked, "is not the reply due");
        check(reply.zxid() >= zxidSeen, reply, asked, "is older than 0x" + Long.toHexString(zxidSeen));
        zxidSeen = reply.zxid();
        order.seen(zxidSeen);
        inFlight.remove();
        if (reply.error() == SYSTEM_ERROR) {
            refused.incrementAndGet();
            check(!(asked.op() instanceof Op.Read), reply, asked, "but reads go on");
            return;
        }
        confirm(asked, reply);
        acknowledged.incrementAndGet();
    }

    private void confirm(InFlight asked, Reply reply) {
        Op op = asked.op();
        if (!(op instanceof Op.Read)) {
            order.wrote(reply.zxid(), name + " " + op);
            done.add(new Done(op, session.sessionId(), reply.zxid()));
        }
        SubtreeModel.Outcome expected = confirmed.apply(op, session.sessionId(), reply.zxid());
        check(Replies.error(op, reply) == expected.error(), reply, asked, "should be " + expected);
        if (expected.error() == 0) {
            checkBody(asked, reply, expected);
        }
        doneCount = done.size();
        if (op instanceof Op.CloseSession) {
            wire.close();
            session = null;
            open();
        }
    }

    private void checkBody(InFlight asked, Reply reply, SubtreeModel.Outcome expected) {
        Op op = asked.op();
        if (op instanceof Op.Create) {
            check(reply.stringAt(0).equals(expected.path()), reply, asked, "should be " + expected);
        } else if (op instanceof Op.Read read) {
            ModelZnode shown = ModelZnode.read(reply.body());
            check(confirmed.find(read.path()).matches(shown), reply, asked, "shows " + shown);
        } else if (op instanceof Op.Enqueue enqueue) {
            confirmed.queuedAs(enqueue.id(), reply.stringAt(0));
            order.numbered(reply.stringAt(0), enqueue.id(), asked.highestNumber());
        }
    }

    private void check(boolean holds, Reply reply, InFlight asked, String otherwise) {
        if (!holds) {
            throw new AssertionError(name + ": reply " + reply + " to " + asked + " " + otherwise);
        }
    }

    /**
     * Reconnects and finds out which requests in doubt took effect. The server must show everything that was
     * acknowledged, and a first part of the requests in doubt. Each request must be done completely or not at
     * all.
     */
    void recover(IntSupplier whereToConnect) {
        ports = whereToConnect;
        recover();
        rebase();
    }

    private void recover() {
        if (session == null) { // Closed, and the connection broke before there was another.
            open();
            resolve(false);
        } else if (resume()) {
            resolve(false);
        } else {
            wire.close();
            connect();
            Handshake next = newSession();
            resolve(true);
            session = next;
        }
    }

    /** @param ended whether the session whose requests are in doubt is gone */
    private void resolve(boolean ended) {
        if (fenced) {
            fence();
        }
        SubtreeModel shown = SubtreeModel.read(wire, root, QUEUE, name);
        SubtreeModel candidate = confirmed.copy();
        StringBuilder differences = new StringBuilder();
        long sessionId = session.sessionId();
        boolean closed = false;
        List<InFlight> doubtful = List.copyOf(inFlight);
        for (int happened = 0; happened <= doubtful.size(); happened++) {
            String difference =
                    closed == ended ? candidate.difference(shown) : "the session is " + (ended ? "" : "not ") + "gone";
            if (difference == null) {
                settle(doubtful.subList(0, happened), sessionId, shown);
                return;
            }
            differences.append("\n  with ").append(happened).append(": ").append(difference);
            if (happened < doubtful.size()) {
                Op next = doubtful.get(happened).op();
                candidate.apply(next, sessionId, 0);
                closed |= next instanceof Op.CloseSession;
            }
        }
        throw new AssertionError(name + ": the server shows what no first part of the requests in doubt explains"
                + differences + "\n  in doubt: " + doubtful);
    }

    private boolean resume() {
        connect();
        Handshake answer = wire.handshake(session.renewal().withZxid(zxidSeen));
        if (!answer.refused()) {
            return true;
        }
        boolean asked = inFlight.stream().anyMatch(each -> each.op() instanceof Op.CloseSession);
        if (!asked) {
            throw new AssertionError(name + ": its session 0x" + Long.toHexString(session.sessionId())
                    + " is gone, in doubt: " + inFlight);
        }
        return false;
    }

    private void settle(List<InFlight> happened, long sessionId, SubtreeModel shown) {
        for (InFlight each : happened) {
            done.add(new Done(each.op(), sessionId, 0));
            if (each.op() instanceof Op.Enqueue enqueue) {
                order.numbered(shown.queued().get(enqueue.id()), enqueue.id(), each.highestNumber());
            }
        }
        doneCount = done.size();
        inFlight.clear();
        confirmed = shown;
    }

    /** How much has been acknowledged since the last {@link #recover(int)}: what a power cut from now on must leave. Any thread. */
    int mark() {
        return doneCount;
    }

    /**
     * Checks what another server shows that was started from what a power cut left: all that had been done by then, and a first part of what
     * was sent later.
     *
     * @param mark what {@link #mark} said before the power was cut
     */
    void checkSurvivor(Wire survivor, int mark) {
        SubtreeModel shown = SubtreeModel.read(survivor, root, QUEUE, name);
        List<Done> later = new ArrayList<>(done);
        inFlight.forEach(each -> later.add(new Done(each.op(), session.sessionId(), 0)));
        SubtreeModel candidate = base.copy();
        StringBuilder differences = new StringBuilder();
        for (int happened = 0; happened <= later.size(); happened++) {
            if (happened >= mark) {
                String difference = candidate.difference(shown);
                if (difference == null) {
                    return;
                }
                differences.append("\n  with ").append(happened).append(": ").append(difference);
            }
            if (happened < later.size()) {
                Done next = later.get(happened);
                candidate.apply(next.op(), next.session(), next.zxid());
            }
        }
        throw new AssertionError(name + ": after " + mark + " requests were acknowledged the power was cut;"
                + " what is left matches no state of" + differences);
    }

    String name() {
        return name;
    }

    /** Its connection, for reads between two bursts of writes. */
    Wire wire() {
        return wire;
    }

    @Override
    public void close() {
        if (wire != null) {
            wire.close();
        }
    }
}
