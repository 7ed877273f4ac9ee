// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import io.paddock.bench.client.ServerUnreachable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A member of an ensemble. It can be stopped and started again on its data directory. */
final class RunningMember implements AutoCloseable {
    private static final int ASK_MILLIS = 2_000;

    private final Candidate candidate;
    private final Path directory;
    private final InetSocketAddress address;
    private ServerProcess process;

    /** @param directory holds its zoo.cfg and its data directory */
    RunningMember(Candidate candidate, Path directory, int clientPort) {
        this.candidate = candidate;
        this.directory = directory;
        this.address = new InetSocketAddress("127.0.0.1", clientPort);
    }

    InetSocketAddress address() {
        return address;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** Starts without waiting. */
    void start() throws IOException {
        process = new ServerProcess(candidate, directory);
    }

    /**
     * Starts the member with only the CPU time that other processes leave, as if it were on a machine of its
     * own.
     */
    void startModestly() throws IOException {
        process = new ServerProcess(candidate, directory, List.of("nice", "-n", "19"));
    }

    /**
     * Waits until the member serves.
     *
     * @return the time from the start of the process to the first reply to a read
     */
    long awaitFirstReplyNanos() throws InterruptedException {
        return new FirstReply(address)
                        .await(RunningServer.START_PATIENCE, process::isAlive)
                        .orElseThrow(() -> new ServerUnreachable(process.obituary()))
                - process.startNanos();
    }

    /** Kills the process, as {@code kill -9} does. */
    void kill() {
        process.kill();
    }

    /**
     * Removes all data except the member's id. Call it only while the member is stopped. The old data is
     * moved aside: deleting it would keep the disk busy for a while.
     */
    void empty() throws IOException {
        Path data = directory.resolve("data").resolve("version-2");
        Files.move(data, Files.createTempDirectory(directory, "forgotten").resolve("version-2"));
    }

    boolean leads() {
        try (Socket socket = new Socket()) {
            socket.connect(address, ASK_MILLIS);
            socket.setSoTimeout(ASK_MILLIS);
            socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
            String reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return reply.contains("Mode: leader");
        } catch (IOException e) {
            return false; // The member does not answer, or not at the moment.
        }
    }

    /** Stops the member as its scripts do: it may finish what it has begun. */
    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
