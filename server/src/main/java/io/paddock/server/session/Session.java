// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.session;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One client's session, which outlives its connections. The core thread owns it. The event loop of its
 * connection only writes the last touch, and reads {@link #isClosing}.
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

    /** The {@link #owner} of a session whose client is connected to this server. */
    public static final long LOCAL = -1;

    private final long id;
    private volatile int timeoutMillis;
    private volatile boolean closing;
    private volatile SessionConnection connection;
    private long owner; // used by the core thread only
    private volatile boolean local; // written by the core thread

    @SuppressWarnings("unused") // through LAST_TOUCH
    private long lastTouchMillis;

    /** The moment at which the tracker will look at this session next. */
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

    /**
     * Notes that the client is alive. Any thread may call this. It is cheap, because it only stores the time.
     * The tracker reads the time when the session would be due.
     */
    public void touch(long nowMillis) {
        LAST_TOUCH.setOpaque(this, nowMillis);
    }

    /**
     * Moves the last touch to a later time. A touch that happens at the same moment is never moved to an
     * earlier time.
     */
    void postpone(long millis) {
        LAST_TOUCH.getAndAdd(this, millis);
    }

    /** @return the time of the last touch, by the clock that the touch used; may be called by any thread */
    public long lastTouchMillis() {
        return (long) LAST_TOUCH.getOpaque(this);
    }

    /**
     * @return true once its end has been decided; from then on the server accepts no request of this session
     */
    public boolean isClosing() {
        return closing;
    }

    /**
     * Sets whether the end of this session is decided.
     *
     * @param value false when the decision could not be logged and is void
     */
    public void closing(boolean value) {
        closing = value;
    }

    /** @return whether no other member knows this session */
    public boolean isLocal() {
        return local;
    }

    /**
     * Sets whether this session is local. On the core thread.
     *
     * @param value true if only this member knows it, false if all members know it
     */
    public void local(boolean value) {
        local = value;
    }

    /**
     * Tells where the client is connected. On the core thread.
     *
     * @return the link of the member that the client is connected to, {@link #LOCAL}, or 0 while it is
     *     unknown
     */
    public long owner() {
        return owner;
    }

    /**
     * Sets where the client is connected now. On the core thread.
     *
     * @param link the link of that member, or {@link #LOCAL}
     */
    public void owner(long link) {
        owner = link;
    }

    /** @return the connection it is attached to, null if it has no connection */
    public SessionConnection connection() {
        return connection;
    }

    /**
     * Attaches this session to a connection.
     *
     * @param timeoutMillis the timeout negotiated there
     */
    public void attach(SessionConnection to, int timeoutMillis) {
        this.connection = to;
        this.timeoutMillis = timeoutMillis;
    }

    /**
     * Detaches this session from a closed connection. Does nothing if the session is attached to another one.
     */
    public void detach(SessionConnection from) {
        if (connection == from) {
            connection = null;
        }
    }
}
