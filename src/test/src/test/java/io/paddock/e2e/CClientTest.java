// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.e2e.harness.ClientSession;
import io.paddock.e2e.harness.Finished;
import io.paddock.e2e.harness.Layout;
import io.paddock.e2e.harness.RequiredClient;
import io.paddock.e2e.harness.ServerOptions;
import io.paddock.e2e.harness.SharedServer;
import java.nio.file.Path;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The C client: a program compiled here against its library, and the shell that comes with it. */
class CClientTest {
    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(ServerOptions.plain());

    private static final String SHELL = "/usr/lib/zookeeper/bin/cli_mt";

    @Test
    void everyCallOfTheLibrary() {
        Path program = Layout.newDirectory("cclient").resolve("exercise");
        List<String> compile = List.of(
                "gcc",
                "-Wall",
                "-Wextra",
                "-Werror",
                "-DTHREADED",
                "-o",
                program.toString(),
                Layout.resource("cclient/exercise.c").toString(),
                "-lzookeeper_mt",
                "-lpthread");
        RequiredClient.check(
                "the C client (gcc, libzookeeper-mt-dev)",
                List.of("sh", "-c", "echo '#include <zookeeper/zookeeper.h>' | gcc -DTHREADED -E - >/dev/null"));
        Finished compiled = Finished.run(compile);
        assertThat(compiled.exitCode()).as(compiled.all()).isZero();
        Finished run = Finished.run(List.of(program.toString(), SERVER.connectString()));
        assertThat(run.out()).as(run.all()).endsWith("done\n");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void itsShell() throws Exception {
        RequiredClient.check("the C client's shell (zookeeper-bin)", List.of("test", "-x", SHELL));
        try (ClientSession session = SERVER.connect()) {
            session.create("/from-java", "hello", CreateMode.PERSISTENT);
            assertThat(shell("create /from-c")).contains("[/from-c]: rc = 0");
            assertThat(session.zk().exists("/from-c", false)).isNotNull();
            assertThat(shell("ls /")).contains("from-java").contains("from-c");
            assertThat(shell("get /from-java")).contains("hello");
            assertThat(shell("delete /from-c")).contains("rc = 0");
            assertThat(session.zk().exists("/from-c", false)).isNull();
        }
    }

    private static String shell(String command) {
        Finished run = Finished.run(List.of(SHELL, SERVER.connectString(), "cmd:" + command));
        return run.out() + run.err();
    }
}
