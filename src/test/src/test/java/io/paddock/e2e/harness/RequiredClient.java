// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.harness;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.util.ArrayList;
import java.util.List;

/**
 * A client of another language that a developer's machine may lack.
 *
 * <p>If it is missing, the test is skipped and says what to install. Under {@code CI=true} or
 * {@code -De2e.requireClients=true} it fails instead, so that a build server does not skip it unnoticed.
 */
public final class RequiredClient {
    private RequiredClient() {}

    /** Goes on only if the probing command succeeds. */
    public static void check(String what, List<String> probe) {
        if (succeeds(probe)) {
            return;
        }
        String message = "skipped: " + what + " is not installed (" + String.join(" ", probe) + " failed)";
        if (isRequired()) {
            fail(message);
        }
        abort(message);
    }

    /** The first of several programs that runs with these arguments; the rule of {@link #check} if none does. */
    public static String firstOf(String what, List<String> programs, List<String> arguments) {
        for (String program : programs) {
            if (succeeds(command(program, arguments))) {
                return program;
            }
        }
        String last = programs.get(programs.size() - 1);
        check(what, command(last, arguments));
        return last;
    }

    private static List<String> command(String program, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(program);
        command.addAll(arguments);
        return command;
    }

    private static boolean succeeds(List<String> probe) {
        try {
            return Finished.run(probe).exitCode() == 0;
        } catch (java.io.UncheckedIOException e) {
            return false; // The program is not there at all.
        }
    }

    private static boolean isRequired() {
        return Boolean.getBoolean("e2e.requireClients") || "true".equals(System.getenv("CI"));
    }
}
