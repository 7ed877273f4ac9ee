// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.session;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds the sessions that have been silent for longer than their timeout. Owned by the core thread.
 *
 * <p>Sessions are in buckets one tick wide, by the time at which they are due. A touch does not move a
 * session between buckets, because every request would then write to a shared structure. Instead, when a
 * bucket is due, the tracker reads the last touch of each session in it. A session that was touched moves to
 * a later bucket. So a session expires at most one tick late and never early.
 *
 * <p>Time in which this server itself stood still (a long GC, a stopped process) does not count against
 * clients: {@link #stalled} extends every deadline.
 */
public final class SessionTracker {
    private final int tickMillis;
    private final Map<Long, Session> sessions = new HashMap<>();
    private final TreeMap<Long, List<Session>> buckets = new TreeMap<>();

    public SessionTracker(int tickMillis) {
        this.tickMillis = tickMillis;
    }

    /** @return the tickTime, milliseconds: sessions expire at its multiples */
    public int tickTimeMillis() {
        return tickMillis;
    }

    /** Starts to track a session, from now on. */
    public Session open(long id, int timeoutMillis, long nowMillis) {
        Session session = new Session(id, timeoutMillis, nowMillis);
        sessions.put(id, session);
        schedule(session, nowMillis);
        return session;
    }

    /** @return the session, or null when it does not exist */
    public Session find(long id) {
        return sessions.get(id);
    }

    /** Forgets a session. */
    public void remove(long id) {
        sessions.remove(id);
    }

    /** Forgets all sessions. */
    public void clear() {
        sessions.clear();
        buckets.clear();
    }

    public int count() {
        return sessions.size();
    }

    public Collection<Session> all() {
        return Collections.unmodifiableCollection(sessions.values());
    }

    /** Extends every deadline by {@code millis}, during which this server could receive nothing. */
    public void stalled(long millis) {
        for (Session session : sessions.values()) {
            session.postpone(millis);
        }
    }

    /** @return when {@link #expire} has to look at a session next; Long.MAX_VALUE when there is no session */
    public long nextDueMillis() {
        return buckets.isEmpty() ? Long.MAX_VALUE : buckets.firstKey();
    }

    /**
     * Takes the sessions whose time is over. Each session is returned once. If its end cannot be logged, the
     * caller must call {@link #retry}.
     *
     * @return sessions to close, not yet marked as closing
     */
    public List<Session> expire(long nowMillis) {
        List<Session> over = new ArrayList<>();
        while (!buckets.isEmpty() && buckets.firstKey() <= nowMillis) {
            for (Session session : buckets.pollFirstEntry().getValue()) {
                if (sessions.get(session.id()) != session || session.isClosing()) {
                    continue;
                }
                if (deadlineMillis(session) <= nowMillis) {
                    over.add(session);
                } else {
                    schedule(session, session.lastTouchMillis());
                }
            }
        }
        return over;
    }

    /** Looks at a session again one tick from now. */
    public void retry(Session session, long nowMillis) {
        putInto(bucketOf(nowMillis + tickMillis), session);
    }

    /** Notes a renewal. After a renewal with a shorter timeout the session may be due before its bucket. */
    public void renewed(Session session, long nowMillis) {
        session.touch(nowMillis);
        if (bucketOf(nowMillis + session.timeoutMillis()) < session.dueMillis) {
            List<Session> old = buckets.get(session.dueMillis);
            if (old != null) {
                old.remove(session);
            }
            schedule(session, nowMillis);
        }
    }

    /**
     * Checks again a session that {@link #expire} returned. If the session was touched meanwhile, it is
     * tracked further.
     *
     * @return whether its time is over
     */
    public boolean isOver(Session session, long nowMillis) {
        if (deadlineMillis(session) <= nowMillis) {
            return true;
        }
        schedule(session, session.lastTouchMillis());
        return false;
    }

    /**
     * @return when the session will expire if it is not touched again, by the clock that the touches use; may
     *     be called by any thread
     */
    public long deadlineMillis(Session session) {
        return bucketOf(session.lastTouchMillis() + session.timeoutMillis());
    }

    private void schedule(Session session, long touchedMillis) {
        putInto(bucketOf(touchedMillis + session.timeoutMillis()), session);
    }

    private void putInto(long due, Session session) {
        session.dueMillis = due;
        buckets.computeIfAbsent(due, key -> new ArrayList<>()).add(session);
    }

    private long bucketOf(long millis) {
        return (Math.floorDiv(millis, (long) tickMillis) + 1) * tickMillis;
    }
}
