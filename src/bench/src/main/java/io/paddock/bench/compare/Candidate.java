// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import java.io.IOException;
import java.nio.file.Path;

/** A server that can be started on a configuration file. */
public interface Candidate {
    /** The name in the table. */
    String name();

    /** Whether it is the one whose figures are to be held, rather than the one to compare with. */
    default boolean isHeld() {
        return false;
    }

    /**
     * What to run; its output goes to a file of ours, its working directory is empty.
     *
     * @param config the zoo.cfg
     * @param directory a directory for whatever the server wants to write beside its data
     * @throws IOException if something it needs cannot be written
     */
    ProcessBuilder command(Path config, Path directory) throws IOException;
}
