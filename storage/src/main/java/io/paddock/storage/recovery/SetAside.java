// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import io.paddock.storage.disk.Directory;
import java.io.IOException;
import java.util.Set;

/**
 * Gives other names to files that must not be used any more but that somebody may want to inspect. No server
 * reads them, and no purge removes them.
 */
final class SetAside {
    private static final String PREFIX = "damaged-";

    private SetAside() {}

    /** @return a new name for the file {@code name}; not in use yet */
    static String nameFor(Directory directory, String name) throws IOException {
        Set<String> taken = Set.copyOf(directory.names());
        String free = PREFIX + name;
        for (int i = 2; taken.contains(free); i++) {
            free = PREFIX + i + "-" + name;
        }
        return free;
    }
}
