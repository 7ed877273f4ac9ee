// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paddock.e2e.harness.ClientSession;
import io.paddock.e2e.harness.ServerKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The files that members of a reconfigurable ensemble write beside their zoo.cfg: the same from either kind. */
class MemberFilesTest {
    @RegisterExtension
    final Ensembles ensembles = new Ensembles();

    @Test
    void membersOfEitherKindWriteTheSameFilesAndStartFromThem() throws Exception {
        Ensemble ensemble = ensembles.prepare(EnsembleOptions.of("PPA").reconfigurable());
        Member apache = ensemble.member(3);
        Member ours = ensemble.member(1);
        String before = Files.readString(ours.configFile());
        apache.start();
        ours.start();
        ensemble.awaitServing();
        assertThat(apache.leads()).as("the larger id of two equals").isTrue();
        ensemble.member(2).start();
        ensemble.awaitServing();

        Path members = beside(ours, ".dynamic.100000000");
        await("the members' own file").atMost(Ensemble.PATIENCE).until(() -> Files.exists(members));
        await("zoo.cfg points to it").atMost(Ensemble.PATIENCE).until(() -> Files.readString(ours.configFile())
                .contains("dynamicConfigFile=" + members));
        assertThat(members).hasSameBinaryContentAs(beside(apache, ".dynamic.100000000"));
        assertThat(beside(ours, ".bak")).hasContent(before);
        assertThat(beside(ours, ".dynamic.next")).doesNotExist();
        assertThat(keys(ours)).containsExactlyInAnyOrderElementsOf(keys(apache));
        assertThat(shown(ours)).isEqualTo(shown(apache)).endsWith("\nversion=100000000");
        assertThat(ours.ask("conf")).endsWith(shown(apache));

        ours.stop();
        ours.start();
        ensemble.awaitServing();
        assertThat(ours.mode()).isEqualTo("follower");
        assertThat(shown(ours)).isEqualTo(shown(apache));

        // The files of the one are read by the other.
        ours.stop();
        ours.become(ServerKind.APACHE);
        ours.start();
        ensemble.awaitServing();
        assertThat(ours.ask("conf")).endsWith(shown(apache));
    }

    private static Path beside(Member member, String suffix) {
        return member.configFile().resolveSibling(member.configFile().getFileName() + suffix);
    }

    private static List<String> keys(Member member) throws IOException {
        return Files.readAllLines(member.configFile()).stream()
                .map(line -> line.replaceFirst("=.*", ""))
                .distinct()
                .toList();
    }

    private static String shown(Member member) throws Exception {
        try (ClientSession client = member.connect()) {
            return new String(client.zk().getConfig(false, new Stat()), StandardCharsets.UTF_8);
        }
    }
}
