// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.disk;

import java.util.Comparator;
import java.util.List;

/** The name of a file with a zxid in it: {@code PREFIX.ZXID[.anything]}, hexadecimal. */
public record ZxidName(String name, long zxid) {
    /** Log files. The zxid is that of the first record, or a little lower. */
    public static final String LOG = "log";

    /** Snapshots. The zxid is that of the last txn applied when the snapshot was begun. */
    public static final String SNAPSHOT = "snapshot";

    /**
     * Begins the name of a file that will be renamed when it is whole. Readers split names at dots, so no
     * reader takes such a file for a log or snapshot.
     */
    public static final String TEMPORARY_PREFIX = ".tmp-";

    /**
     * @return the zxid in {@code name}, -1 when the name has another form; text after a second dot does not
     *   matter
     */
    public static long parse(String name, String prefix) {
        String[] parts = name.split("\\.");
        if (parts.length < 2 || !parts[0].equals(prefix)) {
            return -1;
        }
        try {
            return Long.parseLong(parts[1], 16);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** @return the names that contain a zxid, lowest zxid first, equal zxids by name */
    public static List<ZxidName> ascending(List<String> names, String prefix) {
        return names.stream()
                .map(name -> new ZxidName(name, parse(name, prefix)))
                .filter(file -> file.zxid >= 0)
                .sorted(Comparator.comparingLong(ZxidName::zxid).thenComparing(ZxidName::name))
                .toList();
    }
}
