// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.config;

import io.paddock.storage.disk.FileFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads small text files as a whole. It refuses anything but a regular file of at most 1 MiB, because a read
 * from something else could wait.
 */
final class ConfigFile {
    private static final long BYTES_MAX = 1 << 20;

    private ConfigFile() {}

    static List<Setting> settings(Path file) throws ConfigException {
        return PropertiesText.parse(file.toString(), text(file));
    }

    /** The file's bytes as ISO-8859-1, the encoding of the properties format, without a byte order mark. */
    static String text(Path file) throws ConfigException {
        if (Files.notExists(file)) {
            throw new ConfigException(file + " file is missing" + missingDirectory(file));
        }
        try {
            if (Files.exists(file) && !Files.isRegularFile(file) || Files.size(file) > BYTES_MAX) {
                throw new ConfigException(file + " is not a regular file of at most " + BYTES_MAX + " bytes");
            }
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            return text.startsWith("\u00ef\u00bb\u00bf") ? text.substring(3) : text;
        } catch (IOException e) {
            throw new ConfigException("cannot read " + FileFailure.explain(e), e);
        }
    }

    private static String missingDirectory(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        return directory == null || Files.exists(directory) ? "" : ": there is no directory " + directory;
    }
}
