// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.chaos;

import io.paddock.e2e.harness.Frame;
import io.paddock.e2e.harness.Handshake;
import io.paddock.e2e.harness.Reply;
import io.paddock.e2e.harness.Wire;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/**
 * Watches one znode on a bare connection and counts: what a client library would swallow, a second event for one change, shows here. One thread,
 * besides {@link #stop} and the figures.
 *
 * <p>Between two reads a persistent watch must tell as many events as the version has grown, the last of them with the zxid that the second read
 * shows; a one-shot watch one event if the version has grown, and none if not, also where the connection was lost in between and the watch set
 * again at another member.
 */
final class EventWitness implements Runnable {
    private static final int ADD_WATCH = 106;
    private static final int PERSISTENT = 0;
    private static final int SET_WATCHES_XID = -8;
    private static final int DATA_CHANGED = 3;
    private static final int TIMEOUT_MILLIS = 30_000;
    private static final int SILENCE_MILLIS = 3_000;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final String path;
    private final boolean persistent;
    private final IntSupplier ports;
    private Handshake session;
    private Wire wire;
    private long zxidSeen;
    private int version = -1;
    private boolean watching;
    private int eventsSinceRead;
    private long lastEventZxid;
    private volatile int events;
    private volatile int reconnects;
    private volatile boolean stopped;

    /** @param persistent or one-shot: what watch to set on {@code path}, which exists and is only ever written to */
    EventWitness(String path, boolean persistent, IntSupplier ports) {
        this.path = path;
        this.persistent = persistent;
        this.ports = ports;
    }

    @Override
    public void run() {
        while (!stopped) {
            try (Wire next = Wire.open(ports.getAsInt())) {
                wire = next;
                wire.readTimeout(SILENCE_MILLIS);
                if (connect()) {
                    while (!stopped) {
                        readOnce();
                        LockSupport.parkNanos(PAUSE_NANOS);
                    }
                }
            } catch (UncheckedIOException e) {
                reconnects++;
            }
            LockSupport.parkNanos(RETRY_NANOS);
        }
    }

    private boolean connect() {
        Handshake answer = wire.handshake(
                session == null
                        ? Handshake.fresh(TIMEOUT_MILLIS)
                        : session.renewal().withZxid(zxidSeen));
        if (answer.refused()) {
            check(session == null, "its session is gone");
            return false;
        }
        if (persistent) {
            watching = false; // A new connection has no such watch, and what happened meanwhile is not told.
            wire.send(Frame.request(1, ADD_WATCH).string(path).i32(PERSISTENT).bytes());
            check(reply(1).error() == 0, "no watch can be set");
        } else if (watching && eventsSinceRead == 0) {
            wire.send(Frame.request(SET_WATCHES_XID, Frame.SET_WATCHES)
                    .i64(zxidSeen)
                    .strings(List.of(path))
                    .strings(List.of())
                    .strings(List.of())
                    .bytes());
            reply(SET_WATCHES_XID);
        }
        readOnce();
        session = answer; // Whom it meets from now on must know of it, or be known to be behind.
        return true;
    }

    private void readOnce() {
        wire.send(Frame.read(2, Frame.GET_DATA, path, !persistent).bytes());
        Reply reply = reply(2);
        check(reply.error() == 0, "it cannot be read: " + reply);
        ByteBuffer body = reply.body();
        int length = body.getInt();
        long mzxid = body.getLong(body.position() + length + 8);
        int shown = body.getInt(body.position() + length + 32);
        if (watching) {
            int grown = shown - version;
            int due = persistent ? grown : Math.min(grown, 1);
            check(
                    eventsSinceRead == due,
                    "version " + version + " was read, then " + shown + ", and " + eventsSinceRead
                            + " events were told between, " + due + " were due");
            check(
                    !persistent || grown == 0 || lastEventZxid == mzxid,
                    "the last event has zxid 0x" + Long.toHexString(lastEventZxid) + ", and the change 0x"
                            + Long.toHexString(mzxid));
        }
        check(shown >= version, "version " + shown + " was read after " + version);
        version = shown;
        eventsSinceRead = 0;
        watching = true;
    }

    /** The reply that is due; counts what is told before it. */
    private Reply reply(int xid) {
        Reply reply = wire.reply();
        while (reply.xid() == Reply.EVENT_XID) {
            check(reply.eventType() == DATA_CHANGED && reply.eventPath().equals(path), "the event is " + reply);
            check(
                    !persistent || reply.zxid() > lastEventZxid,
                    "an event of zxid 0x" + Long.toHexString(reply.zxid()) + " after one of 0x"
                            + Long.toHexString(lastEventZxid));
            lastEventZxid = reply.zxid();
            eventsSinceRead++;
            events++;
            reply = wire.reply();
        }
        check(reply.xid() == xid, reply + " is not the answer to " + xid);
        check(reply.zxid() >= zxidSeen, reply + " goes back behind zxid 0x" + Long.toHexString(zxidSeen));
        zxidSeen = reply.zxid();
        return reply;
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError((persistent ? "persistent" : "one-shot") + " watch on " + path + ": " + otherwise);
        }
    }

    /** Lets it end. Any thread. */
    void stop() {
        stopped = true;
    }

    /** How many events it was told. Any thread. */
    int events() {
        return events;
    }

    /** How often its connection was lost. Any thread. */
    int reconnects() {
        return reconnects;
    }
}
