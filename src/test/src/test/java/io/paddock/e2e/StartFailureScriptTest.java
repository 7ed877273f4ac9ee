// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.paddock.e2e.harness.Finished;
import io.paddock.e2e.harness.Layout;
import io.paddock.e2e.harness.ServerKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code zkServer.sh} says before there is a server: each sentence names the file, what is wrong, and what to do. */
final class StartFailureScriptTest {
    private Path directory;
    private Path config;

    @BeforeEach
    void writeConfig() throws IOException {
        assumeTrue(ServerKind.isPaddock(), "Apache's Maven artifact comes without its scripts");
        directory = Layout.newDirectory("failing");
        config = directory.resolve("zoo.cfg");
        Files.writeString(config, "dataDir=" + directory.resolve("data") + "\nclientPort=2181\n");
    }

    @Test
    void missingConfigurationIsNamedInEveryForm() {
        Path missing = directory.resolve("nope.cfg");
        String reason = "Error: there is no file " + missing + ". Name another one by argument, ZOOCFG or ZOOCFGDIR.\n";
        Finished started = script(Map.of(), "start", missing.toString());
        assertThat(started.out()).isEqualTo("Starting zookeeper ... FAILED TO START\n");
        assertThat(started.err()).contains(reason);
        assertThat(started.exitCode()).isEqualTo(1);
        Finished status = script(Map.of("ZOOCFG", missing.toString()), "status");
        assertThat(status.err()).contains(reason);
        assertThat(status.exitCode()).isEqualTo(1);
        Finished stopped = script(Map.of("ZOOCFGDIR", directory.toString(), "ZOOCFG", "nope.cfg"), "stop");
        assertThat(stopped.err()).contains(reason);
        assertThat(stopped.exitCode()).isZero();
        Finished nowhere = script(Map.of("ZOOCFGDIR", directory.resolve("gone").toString()), "start");
        assertThat(nowhere.err())
                .contains("Error: ZOOCFGDIR is " + directory.resolve("gone") + ", and there is no such directory.")
                .contains("Error: there is no file " + directory.resolve("gone/zoo.cfg"));
        assertThat(nowhere.exitCode()).isEqualTo(1);
        assertThat(script(Map.of(), "start", directory.toString()).err())
                .contains("Error: " + directory + " is not a regular file.");
    }

    @Test
    void unwritableDirectoriesAreNamed() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        Finished noLog = script(Map.of("ZOO_LOG_DIR", file.toString()), "start", config.toString());
        assertThat(noLog.out()).isEqualTo("Starting zookeeper ... FAILED TO START\n");
        assertThat(noLog.err())
                .contains("Error: cannot write " + file + "/zookeeper-")
                .contains(": " + file + " is a file, not a directory. ZOO_LOG_DIR names another directory.");
        Finished noPid = script(Map.of("ZOOPIDFILE", file + "/zk.pid"), "start", config.toString());
        assertThat(noPid.out()).isEqualTo("Starting zookeeper ... FAILED TO WRITE PID\n");
        assertThat(noPid.err())
                .contains("Error: cannot write " + file + "/zk.pid: " + file + " is a file, not a directory.")
                .contains("name another file by ZOOPIDFILE");
        assertThat(noPid.exitCode()).isEqualTo(1);
        Files.writeString(directory.resolve("data"), "");
        assertThat(script(Map.of(), "start", config.toString()).err())
                .contains("Error: cannot write " + directory.resolve("data/zookeeper_server.pid"))
                .contains("Correct the owner of dataDir");
    }

    @Test
    void aJavaThatIsMissingOrTooOldIsNamed() throws IOException {
        Path old = directory.resolve("jdk11");
        Path binary = program(old.resolve("bin/java"), "exit 1");
        Files.writeString(old.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"11.0.2\"\n");
        Finished tooOld = script(Map.of("JAVA_HOME", old.toString()), "start", config.toString());
        assertThat(tooOld.err())
                .contains("Error: " + binary + " is Java 11, and Java 17 or later is needed: set JAVA_HOME to one.");
        assertThat(tooOld.exitCode()).isEqualTo(1);
        Path eight = program(directory.resolve("jdk8/bin/java"), "echo 'java version \"1.8.0_292\"' >&2");
        assertThat(script(Map.of("JAVA_HOME", directory.resolve("jdk8").toString()), "start", config.toString())
                        .err())
                .contains("Error: " + eight + " is Java 8, and Java 17 or later is needed");
        Finished elsewhere = script(
                Map.of("JAVA_HOME", directory.resolve("gone").toString(), "PATH", withProgramsOf(old)),
                "stop",
                config.toString());
        assertThat(elsewhere.err())
                .contains("Warning: JAVA_HOME is " + directory.resolve("gone") + ", and there is no bin/java in it: "
                        + binary + " of PATH is used.");
    }

    @Test
    void aUserWithoutANameIsANumberInFileNames() throws IOException {
        Path programs = directory.resolve("programs");
        program(
                programs.resolve("bin/id"),
                "[ \"$1\" = -un ] && { echo 'id: cannot find name for user ID 12345' >&2; exit 1; }",
                "echo 12345");
        Path file = Files.writeString(directory.resolve("file"), "");
        Finished started = script(
                Map.of("USER", "", "ZOO_LOG_DIR", file.toString(), "PATH", withProgramsOf(programs)),
                "start",
                config.toString());
        assertThat(started.err())
                .contains("Error: cannot write " + file + "/zookeeper-12345-server-")
                .doesNotContain("cannot find name");
    }

    private static String withProgramsOf(Path home) {
        return home.resolve("bin") + ":" + System.getenv("PATH");
    }

    private static Path program(Path file, String... lines) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private Finished script(Map<String, String> more, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Layout.script("zkServer.sh").toString());
        command.addAll(List.of(arguments));
        Map<String, String> environment = new HashMap<>();
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("ZOO_LOG_DIR", directory.resolve("logs").toString());
        environment.put("ZOOCFGDIR", "");
        environment.put("ZOOCFG", "");
        environment.putAll(more);
        return Finished.run(command, environment, "");
    }
}
