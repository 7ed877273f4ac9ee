// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import java.nio.charset.StandardCharsets;

/**
 * Limits or usage of a subtree, the text in a {@code zookeeper_limits} or {@code zookeeper_stats} znode.
 *
 * @param count znodes, the subtree's root included; a soft limit in limits
 * @param bytes bytes of data; a soft limit in limits
 * @param countHardLimit {@link #NONE} for none, as for all of them
 * @param byteHardLimit {@link #NONE} for none
 * @param wellFormed false when it is not all keys and numbers; what could not be read counts as {@link #NONE}
 */
public record Quota(long count, long bytes, long countHardLimit, long byteHardLimit, boolean wellFormed) {
    public static final long NONE = -1;
    /** Nothing is limited. */
    public static final Quota UNLIMITED = new Quota(NONE, NONE, NONE, NONE, true);

    private static final Quota UNREADABLE = new Quota(NONE, NONE, NONE, NONE, false);

    static Quota usage(long count, long bytes) {
        return new Quota(count, bytes, NONE, NONE, true);
    }

    /**
     * Reads {@code key=number} pairs between runs of commas and semicolons. Any client may have written the text, so
     * nothing is thrown.
     */
    public static Quota parse(byte[] text) {
        if (text == null) {
            return UNREADABLE;
        }
        if (text.length == 0) {
            return UNLIMITED;
        }
        long count = NONE;
        long bytes = NONE;
        long countHard = NONE;
        long byteHard = NONE;
        boolean wellFormed = true;
        for (String pair : new String(text, StandardCharsets.UTF_8).split("[,;]+")) {
            String[] sides = pair.split("=");
            long value = NONE;
            try {
                value = numberIn(sides);
            } catch (NumberFormatException e) {
                wellFormed = false;
            }
            switch (sides.length == 0 ? "" : sides[0]) {
                case "count" -> count = value;
                case "bytes" -> bytes = value;
                case "countHardLimit" -> countHard = value;
                case "byteHardLimit" -> byteHard = value;
                default -> {
                    // Keys of others are none of our business.
                }
            }
        }
        return new Quota(count, bytes, countHard, byteHard, wellFormed);
    }

    // Of nothing between two equals signs ZooKeeper makes "none"; nothing behind the only one it cannot read.
    private static long numberIn(String[] sides) {
        if (sides.length < 2) {
            throw new NumberFormatException("no number");
        }
        return sides[1].isEmpty() ? NONE : Long.parseLong(sides[1]);
    }

    /** @return whether the server keeps a usage text at this path */
    public static boolean isUsage(String path) {
        return path.startsWith(QuotaUsage.ROOT + "/") && path.endsWith("/" + QuotaUsage.STATS);
    }

    Quota plus(long countChange, long bytesChange) {
        return new Quota(count + countChange, bytes + bytesChange, countHardLimit, byteHardLimit, wellFormed);
    }

    /** @return the canonical text, odd {@code =} before the first hard limit included */
    public String format() {
        StringBuilder text =
                new StringBuilder("count=").append(count).append(",bytes=").append(bytes);
        if (byteHardLimit != NONE || countHardLimit != NONE) {
            text.append('=');
        }
        if (byteHardLimit != NONE) {
            text.append(";byteHardLimit=").append(byteHardLimit);
        }
        if (countHardLimit != NONE) {
            text.append(";countHardLimit=").append(countHardLimit);
        }
        return text.toString();
    }

    byte[] toBytes() {
        return format().getBytes(StandardCharsets.UTF_8);
    }
}
