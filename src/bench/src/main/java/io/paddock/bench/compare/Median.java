// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import java.util.Arrays;

/** The middle value, so that one disturbed measurement does not count. */
final class Median {
    private Median() {}

    /** Returns the middle value; of two middle values, the larger one. */
    static long of(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
