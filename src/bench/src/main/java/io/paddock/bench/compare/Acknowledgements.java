// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The times at which one writer's writes were sent and acknowledged, in their order, by
 * {@link System#nanoTime}. Any thread.
 */
final class Acknowledgements {
    private final List<Written> all = new ArrayList<>();

    private record Written(long sentNanos, long acknowledgedNanos) {}

    synchronized void add(long sentNanos, long acknowledgedNanos) {
        all.add(new Written(sentNanos, acknowledgedNanos));
    }

    synchronized int count() {
        return all.size();
    }

    /** Returns when the first write that was sent after that moment was acknowledged. */
    synchronized OptionalLong firstSentAfter(long nanos) {
        return all.stream()
                .filter(each -> each.sentNanos - nanos > 0)
                .mapToLong(Written::acknowledgedNanos)
                .findFirst();
    }

    /**
     * Returns the longest time between two acknowledgements, of the gaps that end after that moment; 0
     * without such a gap.
     */
    synchronized long longestGapNanos(long sinceNanos) {
        long longest = 0;
        for (int i = 1; i < all.size(); i++) {
            long end = all.get(i).acknowledgedNanos;
            if (end - sinceNanos > 0) {
                longest = Math.max(longest, end - all.get(i - 1).acknowledgedNanos);
            }
        }
        return longest;
    }
}
