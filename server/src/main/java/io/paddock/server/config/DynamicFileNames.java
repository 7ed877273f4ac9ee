// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.config;

import java.nio.file.Path;

/** What the files are called that hold an ensemble's members apart from zoo.cfg. Versions are in hexadecimal, as everywhere. */
final class DynamicFileNames {
    private static final String MIDDLE = ".dynamic";
    private static final String NEXT = MIDDLE + ".next";
    private static final String BACKUP = ".bak";

    private DynamicFileNames() {}

    /**
     * @param config zoo.cfg
     * @return where the members of this version are written
     */
    static Path committed(Path config, long version) {
        return beside(config, MIDDLE + "." + Long.toHexString(version));
    }

    /** @return where what was proposed waits until it is in force */
    static Path next(Path config) {
        return beside(config, NEXT);
    }

    /** @return the copy of a zoo.cfg that was written by hand */
    static Path backup(Path config) {
        return beside(config, BACKUP);
    }

    private static Path beside(Path config, String suffix) {
        return config.toAbsolutePath().resolveSibling(config.getFileName() + suffix);
    }

    /** @return the version in the name of a file: what follows the last dot, 0 when that is no number */
    static long versionOf(Path file) {
        String name = file.getFileName().toString();
        String suffix = name.substring(name.lastIndexOf('.') + 1);
        return suffix.matches("[0-9a-fA-F]{1,16}") && !suffix.equals(name) ? Long.parseUnsignedLong(suffix, 16) : 0;
    }
}
