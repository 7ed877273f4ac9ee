// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.gather;

import io.paddock.server.metrics.ForeignStages;
import io.paddock.server.metrics.SummaryFigures;
import io.paddock.server.net.LoopStats;
import java.util.SortedMap;
import java.util.TreeMap;

/** Every metric of the server by name, each a long or, for means and probabilities, a double. */
final class MetricValues {
    private final RunningParts server;
    private final Gauges gauges;

    MetricValues(RunningParts server) {
        this.server = server;
        this.gauges = new Gauges(server);
        ForeignStages.addTo(server.metrics());
    }

    /** Returns the present values. Call it inside a slot. */
    SortedMap<String, Number> now() {
        SortedMap<String, Number> all = new TreeMap<>(server.metrics().counts());
        server.metrics().figures().forEach((name, figures) -> summary(name, figures, all));
        LoopStats.Figures served = server.frontEnd().figures();
        served(served, all);
        gauges.addTo(all);
        MemberFigures.addTo(all, server.member().now());
        return all;
    }

    private void served(LoopStats.Figures served, SortedMap<String, Number> all) {
        SummaryFigures replies = served.replyBytes();
        boolean none = replies.count() == 0;
        all.put("avg_latency", served.latencies().average());
        all.put("min_latency", served.latencies().min());
        all.put("max_latency", served.latencies().max());
        all.put("packets_received", served.received());
        all.put("packets_sent", served.sent());
        all.put("outstanding_requests", served.outstanding());
        all.put("last_client_response_size", served.lastReplyBytes());
        all.put("min_client_response_size", none ? -1 : replies.min());
        all.put("max_client_response_size", none ? -1 : replies.max());
        all.put("bytes_received_count", served.bytesReceived());
        all.put("response_bytes", replies.sum());
        all.put("watch_bytes", served.eventBytes());
        summary("readlatency", served.reads(), all);
        summary("updatelatency", served.writes(), all);
    }

    private static void summary(String name, SummaryFigures figures, SortedMap<String, Number> all) {
        all.put("avg_" + name, figures.average());
        all.put("min_" + name, figures.min());
        all.put("max_" + name, figures.max());
        all.put("cnt_" + name, figures.count());
        all.put("sum_" + name, figures.sum());
        if (figures.hasDistribution()) {
            all.put("p50_" + name, figures.percentile(0.5));
            all.put("p95_" + name, figures.percentile(0.95));
            all.put("p99_" + name, figures.percentile(0.99));
            all.put("p999_" + name, figures.percentile(0.999));
        }
    }
}
