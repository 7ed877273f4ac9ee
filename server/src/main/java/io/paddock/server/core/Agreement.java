// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

/**
 * Decides when a txn is committed: when it is durable on this server's own disk, or on a quorum. Owned by the
 * core thread.
 */
public interface Agreement {
    /** Begins. The core calls this before it starts the threads. */
    void started(long nowMillis);

    /** The core has processed everything that was queued. Messages to other members may be sent now. */
    void flush();

    /** The log up to this zxid would survive a power cut. */
    void durable(long zxid);

    /**
     * The log failed. All txns that are not durable must be taken back before this method returns: the log
     * will contain none of them.
     */
    void logFailed();

    /** The log takes records again. */
    void logRepaired();

    /**
     * Time has passed. The core calls this at least as often as {@link #nextTickMillis} demands, and whenever
     * it is awake anyway.
     */
    void tick(long nowMillis);

    /**
     * @return the latest moment at which {@link #tick} is due, by the same clock; Long.MAX_VALUE for never
     */
    long nextTickMillis();

    /** @return whether no accepted write could still be finished; the server asks this before it ends */
    boolean isFinished();
}
