// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.load;

import java.util.Map;
import java.util.TreeMap;

/** Counts how often each error code was answered. */
public final class Errors {
    private final Map<Integer, Long> counts = new TreeMap<>();

    void count(int code) {
        counts.merge(code, 1L, Long::sum);
    }

    void add(Errors other) {
        other.counts.forEach((code, count) -> counts.merge(code, count, Long::sum));
    }

    /** Returns how often that code was answered. */
    public long of(int code) {
        return counts.getOrDefault(code, 0L);
    }

    /** Returns the number of all errors. */
    public long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns code and count of each error, or "none". */
    @Override
    public String toString() {
        return counts.isEmpty() ? "none" : counts.toString();
    }
}
