// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.server.metrics.Counter;
import io.paddock.server.metrics.Metrics;
import io.paddock.server.metrics.Summary;

/**
 * Metrics of the core thread.
 *
 * @param requests writes taken out of the queue
 * @param queueSize writes in the queue, each time some are taken
 * @param queuedMillis time from receipt to preparation, for each write
 * @param prepareMillis time to prepare one write: the mean of its batch
 * @param closePrepareMillis time to prepare a session's end
 * @param propagationMillis time from a txn's timestamp until it is applied
 * @param changesQueued znodes changed by prepared txns
 * @param changesRemoved znodes changed by applied txns
 * @param sessionsExpired sessions that expired
 * @param pauseMillis how long this server stood still, if it was long enough to matter
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
