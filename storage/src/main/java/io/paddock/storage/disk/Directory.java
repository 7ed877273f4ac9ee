// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A directory of plain files. Every reader sees a created, renamed or deleted file at once. Until
 * {@link #sync} returns, a power cut may undo any of these changes, in any combination.
 */
public interface Directory {
    /** @return the path, for messages and for reading */
    Path path();

    /** @return the names in it, sorted */
    List<String> names() throws IOException;

    /** Creates a file. Empties a file of that name. */
    LogFile create(String name) throws IOException;

    /** @return an existing file, to cut or sync it */
    LogFile open(String name) throws IOException;

    /**
     * Renames a file, and replaces a file of the new name at once. A reader finds either the old file or the
     * new one, whole.
     */
    void rename(String from, String to) throws IOException;

    void delete(String name) throws IOException;

    /** Returns when the present names would survive a power cut. */
    void sync() throws IOException;
}
