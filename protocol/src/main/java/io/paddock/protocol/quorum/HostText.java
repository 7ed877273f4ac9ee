// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.quorum;

import java.util.Locale;

/**
 * What the text of a host means, as far as this is known without a name server. Numbers are compared as
 * numbers: {@code ::1} is {@code 0:0:0:0:0:0:0:1}, and an IPv4 address written as IPv6 is the IPv4 address.
 * Names are compared without regard to case or to a dot at the end.
 */
public final class HostText {
    private static final String ANY = "0.0.0.0";
    private static final String LOCALHOST = "localhost";
    private static final int IPV4_PARTS = 4;
    private static final int IPV6_GROUPS = 8;

    private HostText() {}

    /** @return the same text for all texts that mean the same host */
    public static String canonical(String host) {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        String number = number(bare);
        if (number != null) {
            return number;
        }
        String name = bare.endsWith(".") ? bare.substring(0, bare.length() - 1) : bare;
        return name.toLowerCase(Locale.ROOT);
    }

    /** @return whether the host means all addresses of a machine */
    public static boolean isAny(String host) {
        return canonical(host).equals(ANY);
    }

    /** @return whether the host is an address, not a name */
    public static boolean isNumber(String host) {
        return number(canonical(host)) != null;
    }

    /** @return whether the host means, on each machine, that machine itself */
    public static boolean isLoopback(String host) {
        String canonical = canonical(host);
        boolean isIpv4 = canonical.startsWith("127.") && isNumber(canonical);
        return isIpv4 || canonical.equals("0:0:0:0:0:0:0:1") || canonical.equals(LOCALHOST);
    }

    /**
     * Returns whether the two are certainly different hosts. Two names may mean one host. A machine may call
     * itself by a wildcard or loopback address. So the answer is true only for two different loopback
     * addresses, or two different other addresses.
     */
    public static boolean areCertainlyDifferent(String one, String other) {
        boolean canBeCompared = isNumber(one)
                && isNumber(other)
                && !isAny(one)
                && !isAny(other)
                && isLoopback(one) == isLoopback(other);
        return canBeCompared && !canonical(one).equals(canonical(other));
    }

    private static String number(String host) {
        return host.indexOf(':') < 0 ? ipv4(host) : ipv6(host);
    }

    // Java reads an address of fewer than four parts so that the last part fills the rest.
    private static String ipv4(String host) {
        String[] parts = host.split("\\.", -1);
        if (parts.length > IPV4_PARTS) {
            return null;
        }
        long address = 0;
        for (int i = 0; i < parts.length; i++) {
            boolean isLast = i == parts.length - 1;
            int bits = isLast ? 8 * (IPV4_PARTS - i) : 8;
            long part = decimal(parts[i]);
            if (part < 0 || part >= 1L << bits) {
                return null;
            }
            address = address << bits | part;
        }
        return dotted(address);
    }

    private static long decimal(String text) {
        if (text.isEmpty() || text.length() > 10) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = 10 * value + c - '0';
        }
        return value;
    }

    private static String dotted(long address) {
        return (address >> 24) + "." + (address >> 16 & 0xff) + "." + (address >> 8 & 0xff) + "." + (address & 0xff);
    }

    private static String ipv6(String host) {
        int percent = host.indexOf('%');
        String zone = percent < 0 ? "" : host.substring(percent);
        String text = withoutDottedEnd(percent < 0 ? host : host.substring(0, percent));
        int gap = text == null ? -1 : text.indexOf("::");
        if (text == null || gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return null;
        }
        int[] groups = new int[IPV6_GROUPS];
        int before = read(gap < 0 ? text : text.substring(0, gap), groups, 0);
        int after = gap < 0 ? 0 : read(text.substring(gap + 2), new int[IPV6_GROUPS], 0);
        boolean isWhole = gap < 0 ? before == IPV6_GROUPS : before >= 0 && after >= 0 && before + after < IPV6_GROUPS;
        if (!isWhole) {
            return null;
        }
        if (gap >= 0) {
            read(text.substring(gap + 2), groups, IPV6_GROUPS - after);
        }
        return written(groups, zone);
    }

    private static String written(int[] groups, String zone) {
        int zeros = 0;
        while (zeros < IPV6_GROUPS && groups[zeros] == 0) {
            zeros++;
        }
        boolean isMappedIpv4 = zeros == 5 && groups[5] == 0xffff;
        if (zeros == IPV6_GROUPS) {
            return ANY;
        } else if (isMappedIpv4) {
            return dotted((long) groups[6] << 16 | groups[7]);
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < IPV6_GROUPS; i++) {
            text.append(i == 0 ? "" : ":").append(Integer.toHexString(groups[i]));
        }
        return text + zone;
    }

    // The last four bytes may be written as an IPv4 address. Returns null if that address is malformed.
    private static String withoutDottedEnd(String text) {
        int dot = text.indexOf('.');
        if (dot < 0) {
            return text;
        }
        int start = text.lastIndexOf(':') + 1;
        String dotted = text.substring(start);
        String[] parts = dotted.split("\\.", -1);
        if (dot < start || parts.length != IPV4_PARTS || ipv4(dotted) == null) {
            return null;
        }
        long high = decimal(parts[0]) << 8 | decimal(parts[1]);
        long low = decimal(parts[2]) << 8 | decimal(parts[3]);
        return text.substring(0, start) + Long.toHexString(high) + ":" + Long.toHexString(low);
    }

    /** @return the number of groups in the text; -1 if one of them is malformed, or there are too many */
    private static int read(String text, int[] into, int from) {
        if (text.isEmpty()) {
            return 0;
        }
        String[] groups = text.split(":", -1);
        if (from + groups.length > IPV6_GROUPS) {
            return -1;
        }
        for (int i = 0; i < groups.length; i++) {
            if (groups[i].isEmpty() || groups[i].length() > 4) {
                return -1;
            }
            int value = 0;
            for (int at = 0; at < groups[i].length(); at++) {
                char c = groups[i].charAt(at);
                int digit = c < 0x80 ? Character.digit(c, 16) : -1;
                if (digit < 0) {
                    return -1;
                }
                value = value << 4 | digit;
            }
            into[from + i] = value;
        }
        return groups.length;
    }
}
