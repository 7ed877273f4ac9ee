// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import java.nio.charset.StandardCharsets;

/**
 * Limits or usage of a subtree: the text in a {@code zookeeper_limits} or {@code zookeeper_stats} znode.
 *
 * @param count number of znodes, with the subtree's root; in limits a soft limit
 * @param bytes bytes of data; in limits a soft limit
 * @param countHardLimit {@link #NONE} for no limit, as in all other fields
 * @param byteHardLimit {@link #NONE} for no limit
 * @param wellFormed false when the text is not all keys and numbers; unreadable fields count as {@link #NONE}
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
     * Reads {@code key=number} pairs between runs of commas and semicolons. Any client may have written the
     * text, so the method never throws.
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
                    // Keys that Paddock does not know are ignored.
                }
            }
        }
        return new Quota(count, bytes, countHard, byteHard, wellFormed);
    }

    // With nothing between two equals signs, ZooKeeper reads "no limit". With nothing after the only one, it
    // cannot read it.
    private static long numberIn(String[] sides) {
        if (sides.length < 2) {
            throw new NumberFormatException("no number");
        }
        return sides[1].isEmpty() ? NONE : Long.parseLong(sides[1]);
    }

    /** @return whether this is the path of a usage text, which the server keeps */
    public static boolean isUsage(String path) {
        return path.startsWith(QuotaUsage.ROOT + "/") && path.endsWith("/" + QuotaUsage.STATS);
    }

    Quota plus(long countChange, long bytesChange) {
        return new Quota(count + countChange, bytes + bytesChange, countHardLimit, byteHardLimit, wellFormed);
    }

    /** @return the canonical text, with ZooKeeper's odd {@code =} before the first hard limit */
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
