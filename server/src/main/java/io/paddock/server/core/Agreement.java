// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

/** Who decides that a txn is committed: this server's own disk, or a quorum of an ensemble. Owned by the core thread. */
public interface Agreement {
    /** Begins, before the threads do. */
    void started(long nowMillis);

    /** The core has dealt with all there was: whatever the others are to hear of it may leave. */
    void flush();

    /** The log up to this zxid would survive a power cut. */
    void durable(long zxid);

    /** The log failed. All that is not durable must be taken back before this returns: none of it will be logged. */
    void logFailed();

    /** The log takes records again. */
    void logRepaired();

    /** Time has passed. Told at least as often as {@link #nextTickMillis} says, and whenever the core is awake anyway. */
    void tick(long nowMillis);

    /** @return when {@link #tick} is due at the latest, by the same clock; Long.MAX_VALUE for never */
    long nextTickMillis();

    /** @return whether nothing is left of what was taken that could still be finished: the server is about to end */
    boolean isFinished();
}
