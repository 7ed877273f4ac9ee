// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

/**
 * How long the core thread may park, and whether this server stood still meanwhile. Owned by the core thread.
 *
 * <p>The core parks until the earliest thing is due. It never parks for longer than the heartbeat: a server that does not look at the clock
 * cannot notice that it was stopped for a while, and would blame its clients for the silence.
 */
final class Deadlines {
    /** Nothing is due. */
    static final long NEVER = Long.MAX_VALUE;

    private static final int HEARTBEAT_MILLIS_MIN = 50;
    private static final int HEARTBEAT_MILLIS_MAX = 500;
    /** A server that looks at the clock later than planned by more than this stood still. */
    private static final long STALL_MILLIS = 500;

    private final long heartbeatMillis;
    private long lookedMillis;
    private long plannedMillis;

    /** @param tickTimeMillis the smaller it is, the sooner a standstill has to be noticed */
    Deadlines(int tickTimeMillis) {
        this.heartbeatMillis = Math.max(HEARTBEAT_MILLIS_MIN, Math.min(HEARTBEAT_MILLIS_MAX, tickTimeMillis / 2));
    }

    /** Time before this moment does not count. */
    void start(long nowMillis) {
        lookedMillis = nowMillis;
        plannedMillis = nowMillis;
    }

    /** The core looks at the clock. @return how long this server stood still since the last look; 0 when it did not */
    long look(long nowMillis) {
        boolean isLate = nowMillis - plannedMillis > STALL_MILLIS;
        long sinceMillis = nowMillis - lookedMillis;
        start(nowMillis);
        return isLate ? sinceMillis : 0;
    }

    /**
     * The core has nothing to do.
     *
     * @param dueMillis when the earliest thing is due, by the same clock; {@link #NEVER} for nothing
     * @return how long the core may park, milliseconds; 0 when something is due already
     */
    long pauseMillis(long nowMillis, long dueMillis) {
        plannedMillis = Math.max(nowMillis, Math.min(dueMillis, nowMillis + heartbeatMillis));
        return plannedMillis - nowMillis;
    }
}
