// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A directory of plain files. Creating, renaming and deleting are visible at once to everybody who looks, but until {@link #sync} returns each
 * of them may or may not survive a power cut, in any combination.
 */
public interface Directory {
    /** @return where it is, for messages and for reading */
    Path path();

    /** @return the names in it, sorted */
    List<String> names() throws IOException;

    /** Creates a file, or empties the one of that name. */
    LogFile create(String name) throws IOException;

    /** @return an existing file, to be cut or synced */
    LogFile open(String name) throws IOException;

    /** Gives a file another name, replacing at once any file of that name: a reader finds the one or the other, whole. */
    void rename(String from, String to) throws IOException;

    void delete(String name) throws IOException;

    /** Returns once the names as they are now would survive a power cut. */
    void sync() throws IOException;
}
