// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.measure;

import java.io.PrintStream;

/** How far a run has come, for a person who waits. */
public interface Progress {
    /** One line that replaces the one before; empty to wipe it. */
    void show(String line);

    /** Tells nobody. */
    static Progress silent() {
        return line -> {};
    }

    /** Rewrites one line of a terminal. */
    static Progress on(PrintStream terminal) {
        return line -> {
            terminal.print("\r\033[K" + line);
            terminal.flush();
        };
    }
}
