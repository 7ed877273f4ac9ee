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
 * <p>Sessions lie in buckets one tick wide, by when they are due. A touch does not move a session between buckets: that would put a write to
 * shared structure on every request. Instead, when a bucket comes due, each session in it is judged by its last touch, and put into a
 * later bucket if it was heard of. So an expiry is at most one tick late and never early.
 *
 * <p>Time in which this server itself stood still (a long GC, a stopped process) is not held against clients: {@link #stalled} moves every
 * deadline.
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

    /** Starts to track a session, as of now. */
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

    /** Every deadline moves back by {@code millis}, for which this server could hear nobody. */
    public void stalled(long millis) {
        for (Session session : sessions.values()) {
            session.postpone(millis);
        }
    }

    /** @return when {@link #expire} has to look at a session next; Long.MAX_VALUE when there is none to look at */
    public long nextDueMillis() {
        return buckets.isEmpty() ? Long.MAX_VALUE : buckets.firstKey();
    }

    /**
     * Takes the sessions whose time is over. Each is returned once; if its end cannot be logged, {@link #retry} brings it back.
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

    /** After a renewal with a shorter timeout the session may be due before its bucket. */
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
     * Judges a session that {@link #expire} gave out once more, by what has been heard of it meanwhile. If it was heard of, it is tracked on.
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

    /** @return when a session would be over if nothing more were heard of it, by the clock it was touched with. Any thread */
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
