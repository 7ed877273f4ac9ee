// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.harness;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A server in its own process, on loopback, in its own directory.
 *
 * <p>It can be stopped, killed, frozen and started again on the same directory and port. Closing it ends the
 * process. Its directory stays under {@code target}, so that a failure can be analysed.
 */
public final class ServerProcess implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(120);
    private static final int PROBE_TIMEOUT_MILLIS = 5_000;

    // A build that is ended in the middle of a test leaves no server behind.
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final Path directory;
    private final int port;
    private final Map<String, String> environment = new HashMap<>();
    private ServerOptions options;
    private Process process;
    private int starts;

    private ServerProcess(ServerOptions options, int port) {
        this.options = options;
        this.directory = Layout.newDirectory("server");
        this.port = port;
    }

    /** Starts a server on a new directory; returns once it serves. */
    public static ServerProcess start(ServerOptions options) {
        ServerProcess server = prepare(options);
        server.start();
        return server;
    }

    /** A server that {@link #start()} will start: for a test that first puts something into its data directory. */
    public static ServerProcess prepare(ServerOptions options) {
        return prepare(options, FreePort.pick());
    }

    /** The same on a client port of the caller's choice. */
    public static ServerProcess prepare(ServerOptions options, int port) {
        ServerProcess server = new ServerProcess(options, port);
        server.writeConfig();
        return server;
    }

    /** From its next start on it is a server of that kind, with the zoo.cfg and the directory that the one before leaves. */
    public void become(ServerKind kind) {
        options = options.with(kind);
    }

    /** From its next start on it has these variables in its environment, too. */
    public void environment(Map<String, String> more) {
        environment.putAll(more);
    }

    /** Whose server it is. */
    public ServerKind kind() {
        return options.kind();
    }

    /** Starts it, for the first time or again on the same directory and port; returns once it serves. */
    public void start() {
        launch();
        try {
            await("a server on port " + port)
                    .atMost(START_TIMEOUT)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(20))
                    .failFast("the server process ended", () -> !process.isAlive())
                    .until(this::serves);
        } catch (RuntimeException e) {
            close();
            throw new IllegalStateException("server on port " + port + " does not serve:\n" + logTail(), e);
        }
    }

    /** Starts the process and does not wait: for starts that are meant to fail. */
    public void launch() {
        if (process != null && process.isAlive()) {
            throw new IllegalStateException("already running as " + process.pid());
        }
        starts++;
        ProcessBuilder builder = new ProcessBuilder(command());
        builder.directory(directory.toFile());
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("ZOO_LOG_DIR", directory.toString());
        builder.environment().put("SERVER_JVMFLAGS", String.join(" ", options.jvmFlags()));
        builder.environment().remove("JVMFLAGS");
        builder.environment().remove("ZOOCFGDIR");
        builder.environment().putAll(environment);
        try {
            process = builder.start();
            Process started = process;
            RUNNING.add(started);
            started.onExit().thenRun(() -> RUNNING.remove(started));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> command() {
        if (options.kind() == ServerKind.PADDOCK) {
            return List.of(
                    Layout.script("zkServer.sh").toString(),
                    "start-foreground",
                    configFile().toString());
        }
        List<String> command = new ArrayList<>();
        command.add(Layout.java().toString());
        command.addAll(options.jvmFlags());
        command.add("-Dlogback.configurationFile=" + Layout.resource("apache-logback.xml"));
        command.add("-cp");
        command.add(Layout.apacheClassPath());
        command.add("org.apache.zookeeper.server.quorum.QuorumPeerMain");
        command.add(configFile().toString());
        return command;
    }

    private void writeConfig() {
        List<String> lines = new ArrayList<>(options.cfgLines());
        lines.add("dataDir=" + dataDir());
        lines.add("clientPort=" + port);
        lines.add("clientPortAddress=127.0.0.1");
        try {
            Files.createDirectories(dataDir());
            Files.write(configFile(), lines, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean serves() {
        return FourLetterWord.ask(port, "srvr", PROBE_TIMEOUT_MILLIS).contains("Mode: ");
    }

    /** SIGKILL: nothing it had in memory survives. */
    public void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** SIGTERM; returns once the process has ended. */
    public void stop() {
        process.destroy();
        awaitExit();
    }

    /** Waits for the process to end by itself and returns its exit code. */
    public int awaitExit() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("process " + process.pid() + " did not end:\n" + logTail());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** SIGSTOP: sockets stay open and silent. */
    public void pause() {
        signal("STOP");
    }

    /** SIGCONT. */
    public void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        Finished kill = Finished.run(List.of("kill", "-" + name, Long.toString(pid())));
        if (kill.exitCode() != 0) {
            throw new IllegalStateException(kill.all());
        }
    }

    /** How many times it was started. */
    public int starts() {
        return starts;
    }

    /** True while the process runs. */
    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** The process id of the Java process. */
    public long pid() {
        return process.pid();
    }

    /** Its client port on loopback. */
    public int port() {
        return port;
    }

    /** What a client is told to connect to. */
    public String connectString() {
        return "127.0.0.1:" + port;
    }

    /** A new session of Apache's client, connected. */
    public ClientSession connect() {
        return ClientSession.open(connectString());
    }

    /** A new raw connection, without a session. */
    public Wire wire() {
        return Wire.open(port);
    }

    /** Where it keeps snapshots and logs. */
    public Path dataDir() {
        return directory.resolve("data");
    }

    /** Its zoo.cfg. */
    public Path configFile() {
        return directory.resolve("zoo.cfg");
    }

    private Path logFile() {
        return directory.resolve("server.log");
    }

    /** Everything that it has printed until now, in all its starts. */
    public String log() {
        try {
            return Files.exists(logFile()) ? Files.readString(logFile(), StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The end of {@link #log()}, as much as one wants to see under a failed test. */
    public String logTail() {
        String log = log();
        return log.substring(Math.max(0, log.length() - 6_000));
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            process.destroyForcibly();
            awaitExit();
        }
    }
}
