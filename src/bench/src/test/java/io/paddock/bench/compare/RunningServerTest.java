// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paddock.bench.FakeServer;
import io.paddock.bench.client.ServerUnreachable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningServerTest {
    private final ServerOptions options = new ServerOptions(Path.of(System.getProperty("java.home")), 256);

    @TempDir
    private Path directory;

    @Test
    void firstReplyBelongsToARead() throws InterruptedException {
        try (FakeServer server = new FakeServer()) {
            long before = System.nanoTime();
            assertThat(new FirstReply(server.address()).await(Duration.ofSeconds(60), () -> true))
                    .hasValueSatisfying(nanos -> assertThat(nanos).isBetween(before, System.nanoTime()));
            assertThat(server.count(3)).isEqualTo(1);
            assertThat(server.count(-11)).isEqualTo(1);
        }
    }

    @Test
    void serverThatExitsAtOnceIsReportedWithItsLog() throws IOException {
        Path script = script("echo cannot bind; echo heap $1 $ZK_SERVER_HEAP $SERVER_JVMFLAGS $ZOO_LOG_DIR; exit 1");
        Candidate candidate = new ScriptCandidate("Broken", List.of("sh", script.toString(), "start"), options);
        assertThatThrownBy(() -> RunningServer.start(candidate, directory, List.of("snapCount=7")))
                .isInstanceOf(ServerUnreachable.class)
                .hasMessageContaining("Broken did not start")
                .hasMessageContaining("cannot bind")
                .hasMessageContaining("heap start 256 -Xms256m -Xmx256m " + directory);
        assertThat(directory.resolve("zoo.cfg"))
                .content()
                .contains("dataDir=" + directory.resolve("data"), "maxClientCnxns=0", "snapCount=7");
    }

    @Test
    void apacheIsStartedFromItsJarsOnly() throws IOException {
        Path config = directory.resolve("zoo.cfg");
        List<String> command = new ApacheCandidate(Path.of("/jars"), true, options)
                .command(config, directory)
                .command();
        assertThat(command)
                .contains("-Xms256m", "-Xmx256m", directory + ":/jars/*")
                .endsWith("org.apache.zookeeper.server.quorum.QuorumPeerMain", config.toString());
        assertThat(command.get(3)).contains("NettyServerCnxnFactory");
        assertThat(directory.resolve("logback.xml")).content().contains("level=\"INFO\"");
    }

    private Path script(String text) throws IOException {
        return Files.writeString(directory.resolve("server.sh"), text + "\n");
    }
}
