// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import java.util.Arrays;

/** The middle one, so that one disturbed measurement does not count. */
final class Median {
    private Median() {}

    /** The upper one of the middle two, if there are two. */
    static long of(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
