// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.harness;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How many files, and so connections, a process may have open.
 *
 * <p>A JVM raises its own limit to the hard one, so only the hard one is in the way of a test with very many connections.
 */
public final class OpenFiles {
    // What a JVM has open besides: jars, its log, its data, other connections.
    private static final int BESIDES = 500;

    private OpenFiles() {}

    /** Skips the test, with a reason, unless the process may have this many open connections. */
    public static void check(String who, long pid, int connections) {
        long max = max(pid);
        if (max < connections + BESIDES) {
            abort("skipped: " + who + " may have only " + max + " files open, " + (connections + BESIDES)
                    + " are needed: raise the hard limit, as with ulimit -Hn");
        }
    }

    private static long max(long pid) {
        try {
            List<String> limits = Files.readAllLines(Path.of("/proc", Long.toString(pid), "limits"));
            for (String line : limits) {
                if (line.startsWith("Max open files")) {
                    String soft =
                            line.substring("Max open files".length()).strip().split("\\s+")[0];
                    return soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft);
                }
            }
            throw new IllegalStateException("no limit of open files in " + limits);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
