// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.paddock.e2e.harness.Finished;
import io.paddock.e2e.harness.FreePort;
import io.paddock.e2e.harness.Layout;
import io.paddock.e2e.harness.ServerKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The commands that the README shows for three members, as they are but for the ports. */
class ReadmeTest {
    private static final Pattern BLOCK = Pattern.compile("(?s)```\n(.*?)```");

    private final Path directory = Layout.newDirectory("readme");

    @AfterEach
    void leaveNothingRunning() throws IOException {
        for (int id = 1; id <= 3; id++) {
            Path pid = directory.resolve("three/" + id + "/data/zookeeper_server.pid");
            if (Files.exists(pid)) {
                ProcessHandle.of(Long.parseLong(Files.readString(pid))).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    @Test
    void threeMembersAreStartedUsedKilledAndStartedAgain() throws IOException {
        assumeTrue(ServerKind.isPaddock(), "it is Paddock's README");
        List<String> blocks = blocks();
        Finished started = run(blocks.get(0));
        assertThat(started.out()).as(started.all()).contains("STARTED").doesNotContain("NOT START");
        assertThat(started.exitCode()).isZero();

        List<String> commands = blocks.get(1).lines().toList();
        String status = commands.get(0);
        awaitMode(status);
        Finished created = run(commands.get(1));
        assertThat(created.all()).contains("Created /test");
        Finished killed = run(commands.get(2));
        assertThat(killed.exitCode()).as(killed.all()).isZero();
        // The shell may be let go once more while the two others find out who leads now.
        await("the two others serve")
                .atMost(Ensemble.PATIENCE)
                .until(() -> run(commands.get(3)).out().contains("hello\n"));
        Finished again = run(commands.get(4));
        assertThat(again.out()).as(again.all()).contains("Starting zookeeper ... STARTED");
        assertThat(commands.get(5)).isEqualTo(status);
        awaitMode(status);
        Finished stopped = run(commands.get(6));
        assertThat(stopped.out().split("STOPPED", -1)).as(stopped.all()).hasSize(1 + 3);
    }

    private void awaitMode(String status) {
        await(status)
                .atMost(Ensemble.PATIENCE)
                .until(() -> run(status).out().matches("(?s).*Mode: (leader|follower)\n"));
    }

    private Finished run(String script) {
        return Finished.run(
                List.of("bash", "-c", "cd '" + directory + "'\n" + script),
                Map.of("JAVA_HOME", System.getProperty("java.home"), "ZK_SERVER_HEAP", "200"),
                "");
    }

    private List<String> blocks() throws IOException {
        String readme = Files.readString(Layout.distribution().resolve("README.md"));
        Matcher block = BLOCK.matcher(readme.substring(readme.indexOf("## Start three")));
        String clients = threePorts();
        String learners = threePorts();
        String votes = threePorts();
        return IntStream.range(0, 2)
                .mapToObj(each -> block.find() ? block.group(1) : "")
                .map(text -> text.replaceAll("\\b218(?=[123$])", clients)
                        .replaceAll("\\b288(?=[123])", learners)
                        .replaceAll("\\b388(?=[123])", votes)
                        .replace("bin/", Layout.distribution().resolve("bin") + "/"))
                .toList();
    }

    // All but the last digit of three ports: the shell puts the members' ids behind.
    private static String threePorts() {
        return String.valueOf(FreePort.pick() / 10);
    }
}
