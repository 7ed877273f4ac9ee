// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.config;

import java.nio.file.Path;

/**
 * The names of the files that hold an ensemble's members apart from zoo.cfg. Versions in names are
 * hexadecimal, as everywhere.
 */
final class DynamicFileNames {
    private static final String MIDDLE = ".dynamic";
    private static final String NEXT = MIDDLE + ".next";
    private static final String BACKUP = ".bak";

    private DynamicFileNames() {}

    /**
     * Returns the file for the members of a version.
     *
     * @param config zoo.cfg
     * @return the file for the members of this version
     */
    static Path committed(Path config, long version) {
        return beside(config, MIDDLE + "." + Long.toHexString(version));
    }

    /** @return the file for a proposed configuration that is not in force yet */
    static Path next(Path config) {
        return beside(config, NEXT);
    }

    /** @return the file for a copy of the zoo.cfg that the operator wrote */
    static Path backup(Path config) {
        return beside(config, BACKUP);
    }

    private static Path beside(Path config, String suffix) {
        return config.toAbsolutePath().resolveSibling(config.getFileName() + suffix);
    }

    /** @return the version in the name of a file: the text after the last dot, 0 when that is no number */
    static long versionOf(Path file) {
        String name = file.getFileName().toString();
        String suffix = name.substring(name.lastIndexOf('.') + 1);
        return suffix.matches("[0-9a-fA-F]{1,16}") && !suffix.equals(name) ? Long.parseUnsignedLong(suffix, 16) : 0;
    }
}
