// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol;

/**
 * A transaction id: a leader's epoch in the high 32 bits, a counter in the low 32. Hot paths carry it as a
 * {@code long}. The static methods read such a long.
 */
public record Zxid(long value) implements Comparable<Zxid> {
    /** @return the epoch of {@code zxid}; the shift is arithmetic, so the epoch of -1 is -1 */
    public static long epochOf(long zxid) {
        return zxid >> 32;
    }

    /**
     * @return the counter of {@code zxid}, 0 to 0xffffffff; no txn has counter 0, which means "start of the
     *   epoch"
     */
    public static long counterOf(long zxid) {
        return zxid & 0xffffffffL;
    }

    /** @return the zxid with this epoch and counter */
    public static long of(long epoch, long counter) {
        return (epoch << 32) | (counter & 0xffffffffL);
    }

    /** @return lower-case hexadecimal without padding or prefix, as in file names */
    public static String hex(long zxid) {
        return Long.toHexString(zxid);
    }

    @Override
    public int compareTo(Zxid other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return "0x" + hex(value);
    }
}
