// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.harness;

import static org.awaitility.Awaitility.await;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * ZooKeeper's interactive shell, one session, driven through its standard input.
 *
 * <p>Whether it prompts and echoes depends on the terminal library it finds, so neither is waited for: behind each command goes a
 * harmless one whose answer shows that the command before it is done.
 */
public final class Shell implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String MARKER_COMMAND = "printwatches";
    private static final String MARKER_ANSWER = "printwatches is on";
    private static final String EVENT = "WatchedEvent ";

    private final Process process;
    private final Path output;
    private final BufferedWriter input;
    private int taken;

    private Shell(Process process, Path output) {
        this.process = process;
        this.output = output;
        this.input = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts the shell of the kind under test: Paddock's script, or Apache's class. */
    public static Shell open(String connectString) {
        Path directory = Layout.newDirectory("shell");
        Path output = directory.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(command(connectString, List.of()));
        builder.directory(directory.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("ZOO_LOG_DIR", directory.toString());
        builder.redirectErrorStream(true);
        builder.redirectOutput(output.toFile());
        try {
            return new Shell(builder.start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The command line of the shell, interactive or with one command to run. */
    public static List<String> command(String connectString, List<String> once) {
        List<String> command = new ArrayList<>();
        if (ServerKind.isPaddock()) {
            command.add(Layout.script("zkCli.sh").toString());
        } else {
            command.addAll(List.of(
                    Layout.java().toString(),
                    "-Dlogback.configurationFile=" + Layout.resource("logback-test.xml"),
                    "-cp",
                    Layout.apacheClassPath(),
                    "org.apache.zookeeper.ZooKeeperMain"));
        }
        command.addAll(List.of("-server", connectString));
        command.addAll(once);
        return command;
    }

    /** Runs a command and returns what it printed, watch events last. @param events how many watch events to wait for */
    public String run(String command, int events) {
        type(command);
        type(MARKER_COMMAND);
        await(command).atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> {
            String text = pending();
            return count(text, MARKER_ANSWER) == 1 && count(text, EVENT) >= events || !process.isAlive();
        });
        String text = pending();
        taken += text.length();
        return tidy(command, text);
    }

    /** Ends the shell and returns what it said at the end. */
    public String quit() throws InterruptedException {
        type("quit");
        process.waitFor();
        return tidy("quit", pending());
    }

    /** Its exit code, once it has ended. */
    public int exitCode() {
        return process.exitValue();
    }

    private void type(String line) {
        try {
            input.write(line);
            input.newLine();
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String pending() {
        try {
            return Files.readString(output, StandardCharsets.UTF_8).substring(taken);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int count(String text, String what) {
        int count = 0;
        for (int at = text.indexOf(what); at >= 0; at = text.indexOf(what, at + 1)) {
            count++;
        }
        return count;
    }

    // Drops what depends on the terminal, on logging and on the moment a watch event happens to come in.
    private static String tidy(String command, String text) {
        List<String> lines = new ArrayList<>();
        List<String> events = new ArrayList<>();
        for (String raw : text.split("\n")) {
            String line = raw.replaceAll("\\u001b\\[[^a-zA-Z]*[a-zA-Z]", "")
                    .replaceAll("^(\\[zk: [^\\]]*\\] ?)+", "")
                    .stripTrailing();
            if (line.startsWith(EVENT)) {
                events.add(line);
            } else if (!line.isEmpty()
                    && !line.equals("WATCHER::")
                    && !line.equals(command)
                    && !line.equals(MARKER_COMMAND)
                    && !line.equals(MARKER_ANSWER)
                    && !line.startsWith("JLine support")
                    && !line.matches(
                            "(\\d{4}-\\d\\d-\\d\\d |WARNING: Unable to create a system terminal|.*org\\.jline\\.).*")) {
                lines.add(line);
            }
        }
        lines.addAll(events);
        return lines.stream().map(line -> line + "\n").reduce("", String::concat);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
