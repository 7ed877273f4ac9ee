// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.auth;

/**
 * An IPv4 or IPv6 address as a number.
 *
 * @param bits 32 or 128
 * @param high the upper 64 bits, 0 for IPv4
 * @param low the lower 64 bits; for IPv4, its 32 bits
 */
record IpAddress(int bits, long high, long low) {
    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;
    private static final int IPV6_GROUPS = 8;

    /** @param bytes 4 or 16, in network order */
    static IpAddress of(byte[] bytes) {
        long high = 0;
        long low = 0;
        for (byte each : bytes) {
            high = high << 8 | low >>> 56;
            low = low << 8 | each & 0xff;
        }
        return new IpAddress(bytes.length * 8, high, low);
    }

    /**
     * Reads a dotted quad, or hex groups with at most one {@code ::}. A zone, or a dotted quad among hex
     * groups, is not accepted.
     *
     * @return null for any other text
     */
    static IpAddress parse(String text) {
        return text.indexOf(':') < 0 ? parseIpv4(text) : parseIpv6(text);
    }

    /**
     * @return whether both addresses are of the same family and their first {@code prefixBits} bits are the
     *     same
     */
    boolean sharesPrefix(IpAddress other, int prefixBits) {
        if (bits != other.bits) {
            return false;
        }
        if (bits == IPV4_BITS) {
            return sameTop(low << 32, other.low << 32, prefixBits);
        }
        return sameTop(high, other.high, Math.min(prefixBits, 64)) && sameTop(low, other.low, prefixBits - 64);
    }

    private static boolean sameTop(long one, long other, int count) {
        return count <= 0 || (one ^ other) >>> 64 - count == 0;
    }

    private static IpAddress parseIpv4(String text) {
        long value = 0;
        int at = 0;
        for (int part = 0; part < 4; part++) {
            int end = part == 3 ? text.length() : text.indexOf('.', at);
            int number = end < 0 ? -1 : number(text, at, end, 10);
            if (number < 0 || number > 255) {
                return null;
            }
            value = value << 8 | number;
            at = end + 1;
        }
        return new IpAddress(IPV4_BITS, 0, value);
    }

    private static IpAddress parseIpv6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            long[] groups = new long[2];
            return readGroups(text, groups) == IPV6_GROUPS ? new IpAddress(IPV6_BITS, groups[0], groups[1]) : null;
        }
        long[] before = new long[2];
        long[] after = new long[2];
        int countBefore = readGroups(text.substring(0, gap), before);
        int countAfter = readGroups(text.substring(gap + 2), after);
        if (countBefore < 0 || countAfter < 0 || countBefore + countAfter >= IPV6_GROUPS) {
            return null;
        }
        for (int i = countBefore; i < IPV6_GROUPS; i++) {
            shiftIn(before, 0);
        }
        return new IpAddress(IPV6_BITS, before[0] | after[0], before[1] | after[1]);
    }

    /** @return the number of groups in the text, 0 when it is empty, -1 when it is malformed */
    private static int readGroups(String text, long[] into) {
        if (text.isEmpty()) {
            return 0;
        }
        int count = 0;
        for (int at = 0; at <= text.length(); count++) {
            int colon = text.indexOf(':', at);
            int end = colon < 0 ? text.length() : colon;
            int group = end - at > 4 ? -1 : number(text, at, end, 16);
            if (group < 0 || count == IPV6_GROUPS) {
                return -1;
            }
            shiftIn(into, group);
            at = end + 1;
        }
        return count;
    }

    private static void shiftIn(long[] number, int group) {
        number[0] = number[0] << 16 | number[1] >>> 48;
        number[1] = number[1] << 16 | group;
    }

    /**
     * Reads a number as Java reads integers, because lists stored by ZooKeeper may contain signs and leading
     * zeros.
     *
     * @return -1 if the text is not a number up to 65535
     */
    static int number(String text, int from, int to, int radix) {
        char sign = from < to ? text.charAt(from) : 0;
        int first = sign == '+' || sign == '-' ? from + 1 : from;
        if (first >= to) {
            return -1;
        }
        int value = 0;
        for (int i = first; i < to; i++) {
            char c = text.charAt(i);
            int digit = c < 0x80 ? Character.digit(c, radix) : -1;
            value = value * radix + digit;
            if (digit < 0 || value > 0xffff) {
                return -1;
            }
        }
        return sign == '-' && value > 0 ? -1 : value;
    }
}
