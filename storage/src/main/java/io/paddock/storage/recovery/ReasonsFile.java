// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import io.paddock.storage.disk.Directory;
import io.paddock.storage.disk.LogFile;
import io.paddock.storage.disk.ZxidName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A file whose presence says something about a member, and whose lines say why. A written file survives a
 * power cut.
 */
final class ReasonsFile {
    private final Directory directory;
    private final String name;

    ReasonsFile(Directory directory, String name) {
        this.directory = directory;
        this.name = name;
    }

    /** @return the reasons, in the order in which they were added; empty when there is no such file */
    List<String> reasons() throws IOException {
        return isSet() ? Files.readAllLines(directory.path().resolve(name), StandardCharsets.UTF_8) : List.of();
    }

    boolean isSet() throws IOException {
        return directory.names().contains(name);
    }

    /** Adds reasons, at least one. Durable on return. */
    void add(List<String> reasons) throws IOException {
        Set<String> all = new LinkedHashSet<>(reasons());
        reasons.forEach(each -> all.add(each.replace('\n', ' ').replace('\r', ' ')));
        String temporary = ZxidName.TEMPORARY_PREFIX + name;
        try (LogFile file = directory.create(temporary)) {
            file.write(ByteBuffer.wrap(String.join("\n", all).getBytes(StandardCharsets.UTF_8)), 0);
            file.sync();
        }
        directory.rename(temporary, name);
        directory.sync();
    }

    /** Removes the file. Durable on return. */
    void clear() throws IOException {
        if (isSet()) {
            directory.delete(name);
            directory.sync();
        }
    }
}
