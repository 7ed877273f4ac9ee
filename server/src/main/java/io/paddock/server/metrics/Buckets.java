// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.metrics;

/**
 * Maps a value to its bucket in a distribution. Buckets are exact up to 63. Above that, the values of one
 * bucket differ by at most a 32nd. Values from 2^41 on share the last bucket.
 */
final class Buckets {
    private static final int EXACT_BITS = 6;
    private static final int EXACT = 1 << EXACT_BITS;
    private static final int PER_POWER = EXACT / 2;
    private static final int POWER_MAX = 40;
    static final int COUNT = EXACT + (POWER_MAX - EXACT_BITS + 1) * PER_POWER;

    private Buckets() {}

    static int of(long value) {
        if (value < EXACT) {
            return (int) Math.max(0, value);
        }
        int power = 63 - Long.numberOfLeadingZeros(value);
        if (power > POWER_MAX) {
            return COUNT - 1;
        }
        int within = (int) (value >>> (power - EXACT_BITS + 1)) - PER_POWER;
        return EXACT + (power - EXACT_BITS) * PER_POWER + within;
    }

    /** @return the largest value of the bucket */
    static long upperBound(int bucket) {
        if (bucket < EXACT) {
            return bucket;
        }
        int power = EXACT_BITS + (bucket - EXACT) / PER_POWER;
        long within = (bucket - EXACT) % PER_POWER + PER_POWER + 1L;
        return (within << (power - EXACT_BITS + 1)) - 1;
    }
}
