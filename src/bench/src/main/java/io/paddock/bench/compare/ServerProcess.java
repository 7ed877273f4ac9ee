// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The process of a server, with all children of its start script. It ends with the comparison at the latest.
 */
final class ServerProcess implements AutoCloseable {
    private static final int STOP_SECONDS = 20;
    private static final int LOG_LINES = 15;

    private final String name;
    private final ProcessBuilder command;
    private final Path log;
    private final Process process;
    private final long startNanos;
    private final Thread onExit;

    /**
     * Starts the process without waiting.
     *
     * @param directory with its zoo.cfg; its log goes there too
     */
    ServerProcess(Candidate candidate, Path directory) throws IOException {
        this(candidate, directory, List.of());
    }

    /** @param prefix a command that runs the command after it */
    ServerProcess(Candidate candidate, Path directory, List<String> prefix) throws IOException {
        name = candidate.name();
        log = directory.resolve("server.log");
        command = candidate
                .command(directory.resolve("zoo.cfg"), directory)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        command.command().addAll(0, prefix);
        startNanos = System.nanoTime();
        process = command.start();
        // A signal that ends the comparison does not end its servers.
        onExit = new Thread(() -> stop(process));
        Runtime.getRuntime().addShutdownHook(onExit);
    }

    /** Returns when the process was started, by {@link System#nanoTime}. */
    long startNanos() {
        return startNanos;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Returns the id of the server's process. */
    long pid() {
        return server().pid();
    }

    private ProcessHandle server() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .filter(handle -> handle.info().command().orElse("").endsWith("java"))
                .findFirst()
                .orElse(process.toHandle());
    }

    /** Kills the process and waits until it has ended. */
    void kill() {
        ProcessHandle server = server();
        server.destroyForcibly();
        server.onExit().join();
    }

    /** Returns why the server did not start. */
    String obituary() {
        return name + " did not start (" + String.join(" ", command.command()) + "), the end of its log:\n" + tail();
    }

    private String tail() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    /** Asks the process to end, as a stop script does, and waits until it has. */
    @Override
    public void close() {
        stop(process);
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException e) {
            // The comparison is ending, and the hook has run or is about to. Stopping twice does no harm.
        }
    }

    private static void stop(Process process) {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroy);
        CompletableFuture<?>[] ends = all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(ends)
                .completeOnTimeout(null, STOP_SECONDS, TimeUnit.SECONDS)
                .join();
        all.forEach(ProcessHandle::destroyForcibly);
    }
}
