// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A command that has run to its end.
 *
 * @param exitCode what it returned
 * @param out its standard output
 * @param err its standard error
 */
public record Finished(int exitCode, String out, String err) {
    private static final int TIMEOUT_SECONDS = 180;

    /** Runs a command with nothing on its standard input. */
    public static Finished run(List<String> command) {
        return run(command, Map.of(), "");
    }

    /**
     * Runs a command to its end.
     *
     * @param environment variables to add; one with an empty value is removed
     * @param input what it reads on its standard input
     */
    public static Finished run(List<String> command, Map<String, String> environment, String input) {
        // Files, not pipes: a daemon that the command leaves running may hold a pipe open forever.
        Path directory = Layout.newDirectory("command");
        Path in = directory.resolve("in");
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        try {
            Files.writeString(in, input);
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.directory(directory.toFile());
            builder.redirectInput(in.toFile());
            builder.redirectOutput(out.toFile());
            builder.redirectError(err.toFile());
            environment.forEach((name, value) -> {
                if (value.isEmpty()) {
                    builder.environment().remove(name);
                } else {
                    builder.environment().put(name, value);
                }
            });
            Process process = builder.start();
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(command + " did not end within " + TIMEOUT_SECONDS + " s:\n"
                        + Files.readString(out) + Files.readString(err));
            }
            return new Finished(process.exitValue(), read(out), read(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }

    /** Exit code and both streams, for messages. */
    public String all() {
        return "exit code " + exitCode + "\n--- stdout\n" + out + "--- stderr\n" + err;
    }
}
