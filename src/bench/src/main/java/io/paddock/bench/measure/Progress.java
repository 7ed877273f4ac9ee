// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.measure;

import java.io.PrintStream;

/** Shows a waiting user how far a run has come. */
public interface Progress {
    /** Shows one line that replaces the one before; an empty line clears it. */
    void show(String line);

    /** Returns a progress that shows nothing. */
    static Progress silent() {
        return line -> {};
    }

    /** Returns a progress that rewrites one line of a terminal. */
    static Progress on(PrintStream terminal) {
        return line -> {
            terminal.print("\r\033[K" + line);
            terminal.flush();
        };
    }
}
