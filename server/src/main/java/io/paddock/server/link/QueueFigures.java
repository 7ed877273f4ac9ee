// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.link;

import io.paddock.server.metrics.Metrics;
import io.paddock.server.metrics.Summary;

/**
 * Figures about the packets that wait for one learner. They count how many packets leave together, and how
 * long the first of them has waited. Recorded on the connection's event loop.
 */
public record QueueFigures(Summary packets, Summary waitMillis) {
    /**
     * The figures under ZooKeeper's names.
     *
     * @param metrics registers them
     * @param sid the learner's id
     */
    public static QueueFigures of(Metrics metrics, long sid) {
        return new QueueFigures(
                metrics.summary(sid + "_learner_handler_qp_size"),
                metrics.distribution(sid + "_learner_handler_qp_time_ms"));
    }
}
