// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.paddock.e2e.harness.ClientSession;
import io.paddock.e2e.harness.Finished;
import io.paddock.e2e.harness.FourLetterWord;
import io.paddock.e2e.harness.FreePort;
import io.paddock.e2e.harness.Layout;
import io.paddock.e2e.harness.ServerKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.zookeeper.CreateMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code zkServer.sh} says and returns, since operators' scripts depend on both. */
class ZkServerScriptTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final int port = FreePort.pick();
    private Path directory;
    private Path config;

    @BeforeEach
    void writeConfig() throws IOException {
        assumeTrue(ServerKind.isPaddock(), "Apache's Maven artifact comes without its scripts");
        directory = Layout.newDirectory("script");
        config = directory.resolve("zoo.cfg");
        Files.createDirectory(directory.resolve("data"));
        Files.writeString(config, """
                tickTime=2000
                dataDir=%s
                clientPort=%d
                clientPortAddress=127.0.0.1
                admin.enableServer=false
                """.formatted(directory.resolve("data"), port));
    }

    @AfterEach
    void leaveNothingRunning() throws IOException {
        if (directory != null && Files.exists(pidFile())) {
            ProcessHandle.of(Long.parseLong(Files.readString(pidFile()).strip()))
                    .ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void startStatusStop() throws Exception {
        Finished started = script("start", config.toString());
        assertThat(started.out()).as(started.all()).isEqualTo("Starting zookeeper ... STARTED\n");
        assertThat(started.err().lines()).contains("ZooKeeper JMX enabled by default", "Using config: " + config);
        assertThat(started.exitCode()).isZero();

        String pid = Files.readString(pidFile());
        assertThat(pid).matches("\\d+");
        ProcessHandle server = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        await().atMost(PATIENCE).until(() -> FourLetterWord.ask(port, "srvr").contains("Mode: standalone"));

        Finished again = script("start", config.toString());
        assertThat(again.out())
                .as(again.all())
                .isEqualTo("Starting zookeeper ... already running as process " + pid + ".\n");
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(Files.readString(pidFile())).isEqualTo(pid);

        Finished status = script("status", config.toString());
        assertThat(status.out())
                .as(status.all())
                .isEqualTo("Client port found: " + port
                        + ". Client address: 127.0.0.1. Client SSL: false.\nMode: standalone\n");
        assertThat(status.exitCode()).isZero();

        Finished stopped = script("stop", config.toString());
        assertThat(stopped.out()).as(stopped.all()).isEqualTo("Stopping zookeeper ... STOPPED\n");
        assertThat(stopped.exitCode()).isZero();
        await().atMost(PATIENCE).until(() -> !server.isAlive());
        assertThat(pidFile()).doesNotExist();
    }

    @Test
    void stopWithoutStart() {
        Finished stopped = script("stop", config.toString());
        assertThat(stopped.out())
                .as(stopped.all())
                .isEqualTo("Stopping zookeeper ... no zookeeper to stop (could not find file " + pidFile() + ")\n");
        assertThat(stopped.exitCode()).isZero();
    }

    @Test
    void statusWhenDown() {
        Finished status = script("status", config.toString());
        assertThat(status.out())
                .as(status.all())
                .isEqualTo("Client port found: " + port
                        + ". Client address: 127.0.0.1. Client SSL: false.\n"
                        + "Error contacting service. It is probably not running.\n");
        assertThat(status.exitCode()).isEqualTo(1);
    }

    @Test
    void restartKeepsTheData() throws Exception {
        assertThat(script("start", config.toString()).exitCode()).isZero();
        String first = Files.readString(pidFile());
        try (ClientSession session = ClientSession.open("127.0.0.1:" + port)) {
            session.create("/kept", "yes", CreateMode.PERSISTENT);
        }
        Finished restarted = script("restart", config.toString());
        assertThat(restarted.out())
                .as(restarted.all())
                .contains("Stopping zookeeper ... STOPPED\n")
                .endsWith("Starting zookeeper ... STARTED\n");
        assertThat(restarted.exitCode()).isZero();
        assertThat(Files.readString(pidFile())).isNotEqualTo(first);
        try (ClientSession session = ClientSession.open("127.0.0.1:" + port)) {
            assertThat(session.text("/kept")).isEqualTo("yes");
        }
        assertThat(script("stop", config.toString()).exitCode()).isZero();
    }

    @Test
    void theConfigMayBeNamedByItsDirectory() throws Exception {
        Finished started = script("--config", directory.toString(), "start");
        assertThat(started.out()).as(started.all()).isEqualTo("Starting zookeeper ... STARTED\n");
        assertThat(started.err()).contains("Using config: ").contains("zoo.cfg");
        Finished stopped = script("--config", directory.toString(), "stop");
        assertThat(stopped.out()).as(stopped.all()).isEqualTo("Stopping zookeeper ... STOPPED\n");
    }

    @Test
    void scriptsFindAServerWhoseConfigurationIsWrittenInAnUnusualWay() throws Exception {
        Files.writeString(
                config,
                "\u00ef\u00bb\u00bfclientPort:%d\rclientPortAddress\t127.0.0.1\r\ndataDir = %s\\\n  ta\n"
                        .formatted(port, directory.resolve("da")),
                ISO_8859_1);
        assertThat(script("start", config.toString()).exitCode()).isZero();
        assertThat(pidFile()).exists();
        Finished status = script("status", config.toString());
        assertThat(status.out()).as(status.all()).contains("Client port found: " + port + ".", "Mode: standalone");
        Finished stopped = script("stop", config.toString());
        assertThat(stopped.out()).as(stopped.all()).isEqualTo("Stopping zookeeper ... STOPPED\n");
        assertThat(pidFile()).doesNotExist();
    }

    @Test
    void environmentVariablesAreHeeded() throws Exception {
        Path elsewhere = directory.resolve("elsewhere.pid");
        Map<String, String> environment = Map.of(
                "ZOOPIDFILE", elsewhere.toString(), "JMXDISABLE", "true", "SERVER_JVMFLAGS", "-De2e.marker=heeded");
        Finished started = script(environment, "start", config.toString());
        assertThat(started.err()).as(started.all()).contains("JMX disabled by user request");
        try {
            long pid = Long.parseLong(Files.readString(elsewhere));
            String commandLine = Files.readString(Path.of("/proc/" + pid + "/cmdline"), UTF_8)
                    .replace('\0', ' ');
            assertThat(commandLine).contains("-De2e.marker=heeded").contains("-Xmx1000m");
        } finally {
            assertThat(script(environment, "stop", config.toString()).exitCode())
                    .isZero();
        }
        assertThat(elsewhere).doesNotExist();
    }

    @Test
    void aConfigThatIsWrongDoesNotStart() throws Exception {
        Files.writeString(config, Files.readString(config).replace("tickTime=2000", "tickTime=soon"));
        Finished foreground = script("start-foreground", config.toString());
        assertThat(foreground.exitCode()).as(foreground.all()).isEqualTo(2);
        assertThat(foreground.all()).contains("tickTime").contains("soon");
        Finished started = script("start", config.toString());
        assertThat(started.exitCode()).as(started.all()).isEqualTo(1);
        assertThat(started.out()).doesNotContain("STARTED\n");
    }

    @Test
    void versionPrintCmdAndUsage() {
        Finished version = script("version");
        assertThat(version.out()).as(version.all()).contains("version");
        assertThat(version.exitCode()).isZero();

        Finished printed = script("print-cmd", config.toString());
        assertThat(printed.out()).as(printed.all()).contains("java").contains(config.toString());
        assertThat(printed.exitCode()).isZero();

        Finished usage = script("frobnicate");
        assertThat(usage.err())
                .as(usage.all())
                .contains("zkServer.sh [--config <conf-dir>] "
                        + "{start|start-foreground|stop|version|restart|status|print-cmd}");
    }

    private Path pidFile() {
        return directory.resolve("data/zookeeper_server.pid");
    }

    private Finished script(String... arguments) {
        return script(Map.of(), arguments);
    }

    private Finished script(Map<String, String> more, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Layout.script("zkServer.sh").toString());
        command.addAll(List.of(arguments));
        Map<String, String> environment = new HashMap<>();
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("ZOO_LOG_DIR", directory.resolve("logs").toString());
        environment.putAll(more);
        return Finished.run(command, environment, "");
    }
}
