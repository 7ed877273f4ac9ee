// SPDX-License-Identifier: Apache-2.0
package io.paddock.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paddock.bench.client.ServerUnreachable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningEnsembleTest {
    private final ServerOptions options = new ServerOptions(Path.of(System.getProperty("java.home")), 256);

    @TempDir
    private Path directory;

    @Test
    void membersListenOnDifferentPorts() {
        List<MemberPorts> ports = MemberPorts.free(3);
        assertThat(ports.stream().flatMap(each -> Stream.of(each.client(), each.quorum(), each.election())))
                .hasSize(9)
                .doesNotHaveDuplicates();
    }

    @Test
    void everyMemberKnowsAllMembersAndItsOwnId() throws IOException {
        new RunningEnsemble(candidate("exit 0"), directory);
        List<String> lines = Files.readAllLines(directory.resolve("member2/zoo.cfg"));
        Path data = directory.resolve("member2/data");
        assertThat(lines).contains("dataDir=" + data, "initLimit=10", "syncLimit=5");
        assertThat(lines.stream().filter(line -> line.startsWith("server.")))
                .hasSize(3)
                .containsExactlyElementsOf(Files.readAllLines(directory.resolve("member1/zoo.cfg")).stream()
                        .filter(line -> line.startsWith("server."))
                        .toList());
        assertThat(data.resolve("myid")).hasContent("2");
    }

    @Test
    void memberThatDoesNotStartIsReportedWithItsLog() throws IOException {
        try (RunningEnsemble ensemble = new RunningEnsemble(candidate("echo no such host; exit 1"), directory)) {
            assertThatThrownBy(ensemble::start)
                    .isInstanceOf(ServerUnreachable.class)
                    .hasMessageContaining("Broken did not start")
                    .hasMessageContaining("no such host");
        }
    }

    private Candidate candidate(String script) throws IOException {
        Path file = Files.writeString(directory.resolve("server.sh"), script + "\n");
        return new ScriptCandidate("Broken", List.of("sh", file.toString()), options);
    }
}
