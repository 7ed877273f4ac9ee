// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paddock.e2e.harness.ClientSession;
import io.paddock.e2e.harness.FourLetterWord;
import io.paddock.e2e.harness.Handshake;
import io.paddock.e2e.harness.ServerKind;
import io.paddock.e2e.harness.ServerOptions;
import io.paddock.e2e.harness.ServerProcess;
import io.paddock.e2e.harness.Wire;
import io.paddock.protocol.Zxid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One member of an ensemble: a process, its directory, and its own reports. */
public final class Member {
    private static final int LOG_TAIL = 8_000;
    private static final int PATIENCE_MILLIS = 2_000;
    private static final Pattern MODE = Pattern.compile("Mode: (\\S+)");
    private static final Pattern ZXID = Pattern.compile("Zxid: 0x([0-9a-f]+)");

    private final int id;
    private final int quorumPort;
    private final int electionPort;
    private final ServerProcess process;

    Member(int id, ServerOptions options, int clientPort, int quorumPort, int electionPort) {
        this.id = id;
        this.quorumPort = quorumPort;
        this.electionPort = electionPort;
        this.process = ServerProcess.prepare(options, clientPort);
        writeId();
    }

    private void writeId() {
        try {
            Files.writeString(dataDir().resolve("myid"), id + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its number, from 1: its line in zoo.cfg and its myid. */
    public int id() {
        return id;
    }

    public ServerKind kind() {
        return process.kind();
    }

    public int quorumPort() {
        return quorumPort;
    }

    public int electionPort() {
        return electionPort;
    }

    /** Its client port. */
    public int port() {
        return process.port();
    }

    /** What a client of this member only connects to. */
    public String connectString() {
        return process.connectString();
    }

    public Path dataDir() {
        return process.dataDir();
    }

    /** Its zoo.cfg. */
    public Path configFile() {
        return process.configFile();
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Everything that it has printed until now. */
    public String log() {
        return process.log();
    }

    // The log without lines that our own questions caused.
    String logTail() {
        String text = log().lines()
                .filter(line -> !line.contains("Processing srvr command"))
                .collect(Collectors.joining("\n"));
        return text.substring(Math.max(0, text.length() - LOG_TAIL));
    }

    /** A new session of Apache's client with this member only. */
    public ClientSession connect() {
        return process.connect();
    }

    /** A new raw connection. */
    public Wire wire() {
        return process.wire();
    }

    /**
     * A new raw connection with a session that was created at another member. A member that is behind the
     * session's client refuses it.
     */
    public Wire renew(Handshake session) {
        return await("the session at " + this)
                .atMost(Ensemble.PATIENCE)
                .ignoreException(UncheckedIOException.class)
                .until(
                        () -> {
                            Wire wire = wire();
                            assertThat(wire.handshake(session).sessionId()).isEqualTo(session.sessionId());
                            return wire;
                        },
                        Objects::nonNull);
    }

    /** Waits until its clients see a znode. */
    public void awaitShows(String path) {
        await(path + " at " + this).atMost(Ensemble.PATIENCE).ignoreExceptions().until(() -> {
            try (ClientSession client = connect()) {
                return client.zk().exists(path, false) != null;
            }
        });
    }

    /** Starts it, for the first time or again, and does not wait. */
    public void start() {
        process.launch();
    }

    /** SIGKILL. */
    public void kill() {
        process.kill();
    }

    /** SIGTERM; returns once it has ended. */
    public void stop() {
        process.stop();
    }

    /** SIGSTOP. */
    public void pause() {
        process.pause();
    }

    /** SIGCONT. */
    public void resume() {
        process.resume();
    }

    /** Waits for it to end by itself and returns its exit code. */
    public int awaitExit() {
        return process.awaitExit();
    }

    /** From its next start on, it is a server of this kind on the same directory, with the same zoo.cfg. */
    public void become(ServerKind kind) {
        process.become(kind);
    }

    /** Sets the machine on which it runs, before it is started. */
    public void on(Machine machine) {
        process.environment(machine.environment());
    }

    /** Loses its disk, except for the id that the operator has written on it. */
    public void loseData() {
        try (Stream<Path> files = Files.walk(dataDir())) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                if (!file.equals(dataDir())) {
                    Files.delete(file);
                }
            }
            writeId();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its answer to a four-letter word; empty if it does not answer in time. */
    public String ask(String word) {
        return FourLetterWord.ask(port(), word, PATIENCE_MILLIS);
    }

    /** leader, follower, observer or read-only; empty while it does not serve. */
    public String mode() {
        Matcher matcher = MODE.matcher(ask("srvr"));
        return matcher.find() ? matcher.group(1) : "";
    }

    public boolean leads() {
        return mode().equals("leader");
    }

    public boolean serves() {
        return List.of("leader", "follower", "observer").contains(mode());
    }

    /** The last zxid it has applied; -1 while it does not serve. */
    public long zxid() {
        Matcher matcher = ZXID.matcher(ask("srvr"));
        return matcher.find() ? Long.parseUnsignedLong(matcher.group(1), 16) : -1;
    }

    /** The epoch of {@link #zxid}. */
    public long epoch() {
        return Zxid.epochOf(zxid());
    }

    void close() {
        process.close();
    }

    @Override
    public String toString() {
        return "member " + id + " (" + kind() + ")";
    }
}
