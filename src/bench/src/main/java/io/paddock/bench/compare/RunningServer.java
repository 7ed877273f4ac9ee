// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import io.paddock.bench.client.Dial;
import io.paddock.bench.client.ServerUnreachable;
import io.paddock.bench.measure.ProcessCpu;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server process of ours, from its start to its end. */
final class RunningServer implements AutoCloseable {
    private static final Duration START_PATIENCE = Duration.ofMinutes(3);
    private static final int STOP_SECONDS = 20;
    private static final int LOG_LINES = 15;
    private static final int SESSION_MILLIS = 40_000;
    private static final int CONNECT_MILLIS = 15_000;

    private final Process process;
    private final InetSocketAddress address;
    private final Path dataDirectory;
    private final long firstReplyNanos;
    private final Thread onExit;

    private RunningServer(
            Process process, Thread onExit, InetSocketAddress address, Path dataDirectory, long firstReplyNanos) {
        this.process = process;
        this.onExit = onExit;
        this.address = address;
        this.dataDirectory = dataDirectory;
        this.firstReplyNanos = firstReplyNanos;
    }

    /**
     * Start on a data directory and wait for the first reply.
     *
     * @param directory for the configuration and the log; holds the data directory
     * @param settings more lines of zoo.cfg
     */
    static RunningServer start(Candidate candidate, Path directory, List<String> settings)
            throws IOException, InterruptedException {
        Path data = Files.createDirectories(directory.resolve("data"));
        InetSocketAddress address = freeAddress();
        Path config = directory.resolve("zoo.cfg");
        Files.write(
                config,
                Stream.concat(
                                Stream.of(
                                        "tickTime=2000",
                                        "dataDir=" + data,
                                        "clientPort=" + address.getPort(),
                                        "clientPortAddress=127.0.0.1",
                                        "maxClientCnxns=0",
                                        "admin.enableServer=false"),
                                settings.stream())
                        .toList());
        File log = directory.resolve("server.log").toFile();
        ProcessBuilder command = candidate
                .command(config, directory)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log));
        long startNanos = System.nanoTime();
        Process process = command.start();
        Thread onExit = new Thread(() -> stop(process)); // Whoever ends us does not know of our servers.
        Runtime.getRuntime().addShutdownHook(onExit);
        try {
            long replyNanos = new FirstReply(address)
                    .await(START_PATIENCE, process::isAlive)
                    .orElseThrow(() -> new ServerUnreachable(candidate.name() + " did not start ("
                            + String.join(" ", command.command()) + "), the end of its log:\n" + tail(log.toPath())));
            return new RunningServer(process, onExit, address, data, replyNanos - startNanos);
        } catch (ServerUnreachable | InterruptedException e) {
            stop(process);
            throw e;
        }
    }

    /** From the start of the process to the first reply to a read. */
    long firstReplyNanos() {
        return firstReplyNanos;
    }

    Dial dial() {
        return new Dial(List.of(address), SESSION_MILLIS, CONNECT_MILLIS);
    }

    Path dataDirectory() {
        return dataDirectory;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The process that is the server, which a start script may have made its child. */
    long pid() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .filter(handle -> handle.info().command().orElse("").endsWith("java"))
                .findFirst()
                .orElse(process.toHandle())
                .pid();
    }

    ProcessCpu cpu() {
        return new ProcessCpu(List.of(pid()));
    }

    @Override
    public void close() {
        stop(process);
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException e) {
            // We are being ended, and the hook has run or is about to: stopping twice does no harm.
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

    private static InetSocketAddress freeAddress() throws IOException {
        try (ServerSocket any = new ServerSocket(0)) {
            return new InetSocketAddress("127.0.0.1", any.getLocalPort());
        }
    }

    private static String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }
}
