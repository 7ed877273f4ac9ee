// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import io.paddock.bench.client.Dial;
import io.paddock.bench.client.ServerUnreachable;
import io.paddock.bench.measure.ProcessCpu;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A server that the comparison has started, from its first reply to its end. */
final class RunningServer implements Target, AutoCloseable {
    static final int SESSION_MILLIS = 40_000;
    static final int CONNECT_MILLIS = 15_000;
    static final Duration START_PATIENCE = Duration.ofMinutes(3);

    private final ServerProcess process;
    private final InetSocketAddress address;
    private final Path dataDirectory;
    private final long firstReplyNanos;

    private RunningServer(ServerProcess process, InetSocketAddress address, Path dataDirectory, long firstReplyNanos) {
        this.process = process;
        this.address = address;
        this.dataDirectory = dataDirectory;
        this.firstReplyNanos = firstReplyNanos;
    }

    /**
     * Starts on a data directory and waits for the first reply.
     *
     * @param directory for the configuration and the log; holds the data directory
     * @param settings more lines of zoo.cfg
     */
    static RunningServer start(Candidate candidate, Path directory, List<String> settings)
            throws IOException, InterruptedException {
        Path data = Files.createDirectories(directory.resolve("data"));
        InetSocketAddress address = freeAddress();
        Files.write(
                directory.resolve("zoo.cfg"),
                Stream.concat(configuration(data, address.getPort()).stream(), settings.stream())
                        .toList());
        ServerProcess process = new ServerProcess(candidate, directory);
        try {
            long replyNanos = new FirstReply(address)
                    .await(START_PATIENCE, process::isAlive)
                    .orElseThrow(() -> new ServerUnreachable(process.obituary()));
            return new RunningServer(process, address, data, replyNanos - process.startNanos());
        } catch (ServerUnreachable | InterruptedException e) {
            process.close();
            throw e;
        }
    }

    /** Returns the lines of zoo.cfg that every server gets. */
    static List<String> configuration(Path data, int clientPort) {
        return List.of(
                "tickTime=2000",
                "dataDir=" + data,
                "clientPort=" + clientPort,
                "clientPortAddress=127.0.0.1",
                "maxClientCnxns=0",
                "admin.enableServer=false");
    }

    /** Returns the time from the start of the process to the first reply to a read. */
    long firstReplyNanos() {
        return firstReplyNanos;
    }

    @Override
    public Dial dial() {
        return new Dial(List.of(address), SESSION_MILLIS, CONNECT_MILLIS);
    }

    Path dataDirectory() {
        return dataDirectory;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Returns the id of the server's process, which may be a child of a start script. */
    long pid() {
        return process.pid();
    }

    @Override
    public ProcessCpu cpu() {
        return new ProcessCpu(List.of(pid()));
    }

    @Override
    public void close() {
        process.close();
    }

    private static InetSocketAddress freeAddress() throws IOException {
        try (ServerSocket any = new ServerSocket(0)) {
            return new InetSocketAddress("127.0.0.1", any.getLocalPort());
        }
    }
}
