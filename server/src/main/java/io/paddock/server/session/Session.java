// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.session;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One client's session, which outlives its connections. The core thread owns it; the event loop of its connection writes only the last
 * touch, and reads {@link #isClosing}.
 */
public final class Session {
    private static final VarHandle LAST_TOUCH;

    static {
        try {
            LAST_TOUCH = MethodHandles.lookup().findVarHandle(Session.class, "lastTouchMillis", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The owner of a session whose connection is here. */
    public static final long LOCAL = -1;

    private final long id;
    private volatile int timeoutMillis;
    private volatile boolean closing;
    private volatile SessionConnection connection;
    private long owner; // of the core thread
    private volatile boolean local; // written by the core thread

    @SuppressWarnings("unused") // through LAST_TOUCH
    private long lastTouchMillis;

    /** When the tracker will look at this session next. */
    long dueMillis;

    Session(long id, int timeoutMillis, long nowMillis) {
        this.id = id;
        this.timeoutMillis = timeoutMillis;
        LAST_TOUCH.setOpaque(this, nowMillis);
    }

    public long id() {
        return id;
    }

    /** @return the timeout negotiated on its latest connection, milliseconds */
    public int timeoutMillis() {
        return timeoutMillis;
    }

    /** The session was heard of. Any thread; cheap, since it only notes the time: the tracker looks when the session would be due. */
    public void touch(long nowMillis) {
        LAST_TOUCH.setOpaque(this, nowMillis);
    }

    /** Moves the last touch on; one that comes in at the same moment is never moved back. */
    void postpone(long millis) {
        LAST_TOUCH.getAndAdd(this, millis);
    }

    /** @return when it was last heard of, by the clock it was touched with. Any thread */
    public long lastTouchMillis() {
        return (long) LAST_TOUCH.getOpaque(this);
    }

    /** @return true once its end has been decided: nothing more is accepted from it */
    public boolean isClosing() {
        return closing;
    }

    /** Its end is decided, or (false) the decision could not be logged and is void. */
    public void closing(boolean value) {
        closing = value;
    }

    /** @return whether no other member knows of it */
    public boolean isLocal() {
        return local;
    }

    /** From now on it is this member's alone, or (false) all know of it. On the core thread. */
    public void local(boolean value) {
        local = value;
    }

    /** @return the link of the member its client is connected to, {@link #LOCAL}, or 0 while that is not known. On the core thread */
    public long owner() {
        return owner;
    }

    /** Its client is connected there now. On the core thread. */
    public void owner(long link) {
        owner = link;
    }

    /** @return the connection it is attached to, null if none */
    public SessionConnection connection() {
        return connection;
    }

    /** Attaches it to a connection. @param timeoutMillis the timeout negotiated there */
    public void attach(SessionConnection to, int timeoutMillis) {
        this.connection = to;
        this.timeoutMillis = timeoutMillis;
    }

    /** The connection is gone; does nothing if another took its place. */
    public void detach(SessionConnection from) {
        if (connection == from) {
            connection = null;
        }
    }
}
