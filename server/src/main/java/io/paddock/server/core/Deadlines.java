// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

/**
 * Computes how long the core thread may park, and notices when this server stood still. Owned by the core
 * thread.
 *
 * <p>The core parks until the next deadline, but never longer than the heartbeat. A server that does not look
 * at the clock cannot notice that it was stopped for a while. It would then count its own pause as silence of
 * its clients.
 */
final class Deadlines {
    /** Nothing is due. */
    static final long NEVER = Long.MAX_VALUE;

    private static final int HEARTBEAT_MILLIS_MIN = 50;
    private static final int HEARTBEAT_MILLIS_MAX = 500;
    /** If the server looks at the clock later than planned by more than this, it stood still. */
    private static final long STALL_MILLIS = 500;

    private final long heartbeatMillis;
    private long lookedMillis;
    private long plannedMillis;

    /** @param tickTimeMillis the smaller it is, the sooner a pause has to be noticed */
    Deadlines(int tickTimeMillis) {
        this.heartbeatMillis = Math.max(HEARTBEAT_MILLIS_MIN, Math.min(HEARTBEAT_MILLIS_MAX, tickTimeMillis / 2));
    }

    /** Starts to measure. Time before this moment does not count. */
    void start(long nowMillis) {
        lookedMillis = nowMillis;
        plannedMillis = nowMillis;
    }

    /**
     * Looks at the clock.
     *
     * @return how long this server stood still since the last look, milliseconds; 0 when it did not
     */
    long look(long nowMillis) {
        boolean isLate = nowMillis - plannedMillis > STALL_MILLIS;
        long sinceMillis = nowMillis - lookedMillis;
        start(nowMillis);
        return isLate ? sinceMillis : 0;
    }

    /**
     * Plans the next look at the clock, when the core has nothing to do.
     *
     * @param dueMillis the next deadline, by the same clock; {@link #NEVER} for none
     * @return how long the core may park, milliseconds; 0 when something is due already
     */
    long pauseMillis(long nowMillis, long dueMillis) {
        plannedMillis = Math.max(nowMillis, Math.min(dueMillis, nowMillis + heartbeatMillis));
        return plannedMillis - nowMillis;
    }
}
