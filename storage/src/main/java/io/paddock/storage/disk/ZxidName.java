// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.disk;

import java.util.Comparator;
import java.util.List;

/** A file that carries a zxid in its name, {@code PREFIX.ZXID[.anything]}, hexadecimal. */
public record ZxidName(String name, long zxid) {
    /** Log files: the zxid is that of the first record, or a little below. */
    public static final String LOG = "log";

    /** Snapshots: the zxid is that of the last txn applied when the snapshot was begun. */
    public static final String SNAPSHOT = "snapshot";

    /** Files on their way to another name begin with this: split at dots, no reader takes them for what they will be. */
    public static final String TEMPORARY_PREFIX = ".tmp-";

    /** @return the zxid in {@code name}, -1 when this is no such file; what follows a second dot does not matter */
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

    /** @return those of {@code names} that carry a zxid, lowest first, equal ones by name */
    public static List<ZxidName> ascending(List<String> names, String prefix) {
        return names.stream()
                .map(name -> new ZxidName(name, parse(name, prefix)))
                .filter(file -> file.zxid >= 0)
                .sorted(Comparator.comparingLong(ZxidName::zxid).thenComparing(ZxidName::name))
                .toList();
    }
}
