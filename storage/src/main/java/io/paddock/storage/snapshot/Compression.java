// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.snapshot;

import java.util.Locale;

/** How a snapshot is compressed. The writer chooses; the reader goes by the file's name. */
public enum Compression {
    NONE(""),
    GZ(".gz"),
    SNAPPY(".snappy");

    private final String suffix;

    Compression(String suffix) {
        this.suffix = suffix;
    }

    /** @return the end of the file name, with the dot */
    public String suffix() {
        return suffix;
    }

    /**
     * @param method value of snapshot.compression.method, in upper or lower case; anything but gz and snappy
     *   is {@link #NONE}
     */
    public static Compression ofMethod(String method) {
        return switch (method == null ? "" : method.toLowerCase(Locale.ROOT)) {
            case "gz" -> GZ;
            case "snappy" -> SNAPPY;
            default -> NONE;
        };
    }

    /** @return how the file of this name must be read */
    public static Compression ofFile(String name) {
        return ofMethod(name.substring(name.lastIndexOf('.') + 1));
    }
}
