// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.metrics;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/**
 * All counters and summaries of one server, by name. Any thread may use it. A part that counts asks for its
 * metrics once, when it is built.
 */
public final class Metrics {
    private final Map<String, Counter> counters = new ConcurrentSkipListMap<>();
    private final Map<String, Summary> summaries = new ConcurrentSkipListMap<>();

    /** @return the counter of this name, the same each time */
    public Counter counter(String name) {
        return counters.computeIfAbsent(name, key -> new Counter());
    }

    /** @return the summary of this name, the same each time; only one thread may record */
    public Summary summary(String name) {
        return summary(name, Summary::basic);
    }

    /** Like {@link #summary}, with percentiles. */
    public Summary distribution(String name) {
        return summary(name, Summary::withDistribution);
    }

    private Summary summary(String name, Supplier<Summary> made) {
        return summaries.computeIfAbsent(name, key -> made.get());
    }

    /** @return the values of all counters, by name */
    public SortedMap<String, Long> counts() {
        SortedMap<String, Long> all = new TreeMap<>();
        counters.forEach((name, counter) -> all.put(name, counter.value()));
        return all;
    }

    /** @return the figures of all summaries, by name */
    public SortedMap<String, SummaryFigures> figures() {
        SortedMap<String, SummaryFigures> all = new TreeMap<>();
        summaries.forEach((name, summary) -> all.put(name, summary.figures()));
        return all;
    }

    /** Sets all counters and summaries to zero. */
    public void reset() {
        counters.values().forEach(Counter::reset);
        summaries.values().forEach(Summary::reset);
    }
}
