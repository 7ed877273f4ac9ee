// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.server.metrics.Counter;
import io.paddock.server.metrics.Metrics;
import io.paddock.server.metrics.Summary;
import java.util.concurrent.TimeUnit;

/**
 * What the log thread counts, and (the counter) what is handed to it.
 *
 * @param requests txns handed to the log thread
 * @param queueSize txns waiting each time a batch is taken
 * @param queuedMillis from hand-over to being taken, for each txn
 * @param appendMillis appending one txn: the mean of its batch
 * @param batchSize txns made durable by one sync
 * @param syncMillis one sync of the log file
 * @param flushMillis from being appended to being durable, for each txn
 * @param queuedAndFlushedMillis from hand-over to being durable, for each txn; the oldest of its sync speaks for all
 */
record LogMetrics(
        Counter requests,
        Summary queueSize,
        Summary queuedMillis,
        Summary appendMillis,
        Summary batchSize,
        Summary syncMillis,
        Summary flushMillis,
        Summary queuedAndFlushedMillis) {
    static LogMetrics of(Metrics metrics) {
        return new LogMetrics(
                metrics.counter("sync_processor_request_queued"),
                metrics.summary("sync_processor_queue_size"),
                metrics.distribution("sync_processor_queue_time_ms"),
                metrics.summary("sync_process_time"),
                metrics.summary("sync_processor_batch_size"),
                metrics.summary("fsynctime"),
                metrics.distribution("sync_processor_queue_flush_time_ms"),
                metrics.distribution("sync_processor_queue_and_flush_time_ms"));
    }

    static long millis(long fromNanos, long toNanos) {
        return TimeUnit.NANOSECONDS.toMillis(toNanos - fromNanos);
    }
}
