// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.core;

import io.paddock.server.metrics.Counter;
import io.paddock.server.metrics.Metrics;
import io.paddock.server.metrics.Summary;
import java.util.concurrent.TimeUnit;

/**
 * Metrics of the log thread. The counter counts what is handed to it.
 *
 * @param requests txns handed to the log thread
 * @param queueSize txns that wait, each time a batch is taken
 * @param queuedMillis time from hand-over until the log thread takes it, for each txn
 * @param appendMillis time to append one txn: the mean of its batch
 * @param batchSize txns made durable by one sync
 * @param syncMillis time of one sync of the log file
 * @param flushMillis time of the sync that made it durable, for each txn
 * @param queuedAndFlushedMillis time from hand-over until durable, for each txn; all txns of a sync get the
 *     time of the oldest one
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
