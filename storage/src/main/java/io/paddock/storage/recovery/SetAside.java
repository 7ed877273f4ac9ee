// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.recovery;

import io.paddock.storage.disk.Directory;
import java.io.IOException;
import java.util.Set;

/** Files that must not be used any more, and that somebody may want to look at. No server reads them, and no purge removes them. */
final class SetAside {
    private static final String PREFIX = "damaged-";

    private SetAside() {}

    /** @return a name for what is called {@code name} now; not in use yet */
    static String nameFor(Directory directory, String name) throws IOException {
        Set<String> taken = Set.copyOf(directory.names());
        String free = PREFIX + name;
        for (int i = 2; taken.contains(free); i++) {
            free = PREFIX + i + "-" + name;
        }
        return free;
    }
}
