// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.server.metrics.Counter;
import io.paddock.server.metrics.Metrics;
import io.paddock.server.metrics.Summary;

/**
 * What the core thread counts.
 *
 * @param requests writes taken out of the queue
 * @param queueSize writes in the queue each time some are taken
 * @param queuedMillis from receipt to preparation, for each write
 * @param prepareMillis preparation of one write: the mean of its batch
 * @param closePrepareMillis preparation of a session's end
 * @param propagationMillis from a txn's time to its application
 * @param changesQueued znodes changed by prepared txns
 * @param changesRemoved znodes changed by applied ones
 * @param sessionsExpired sessions ended by the clock
 * @param pauseMillis in which this server stood still, where it was long enough to matter
 */
record WriteMetrics(
        Counter requests,
        Summary queueSize,
        Summary queuedMillis,
        Summary prepareMillis,
        Summary closePrepareMillis,
        Summary propagationMillis,
        Counter changesQueued,
        Counter changesRemoved,
        Counter sessionsExpired,
        Summary pauseMillis) {
    static WriteMetrics of(Metrics metrics) {
        return new WriteMetrics(
                metrics.counter("prep_processor_request_queued"),
                metrics.summary("prep_processor_queue_size"),
                metrics.distribution("prep_processor_queue_time_ms"),
                metrics.summary("prep_process_time"),
                metrics.distribution("close_session_prep_time"),
                metrics.distribution("propagation_latency"),
                metrics.counter("outstanding_changes_queued"),
                metrics.counter("outstanding_changes_removed"),
                metrics.counter("stale_sessions_expired"),
                metrics.distribution("jvm_pause_time_ms"));
    }
}
