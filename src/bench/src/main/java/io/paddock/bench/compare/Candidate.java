// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import java.io.IOException;
import java.nio.file.Path;

/** A server that can be started on a configuration file. */
public interface Candidate {
    /** Returns the name in the table. */
    String name();

    /** Returns whether its figures are checked against targets, instead of only being compared with. */
    default boolean isHeld() {
        return false;
    }

    /**
     * Returns the command to run. Its output goes to a file of the comparison, and its working directory is
     * empty.
     *
     * @param config the zoo.cfg
     * @param directory a directory for everything that the server writes beside its data
     * @throws IOException if a file that the server needs cannot be written
     */
    ProcessBuilder command(Path config, Path directory) throws IOException;
}
