// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paddock.e2e.harness.ClientSession;
import io.paddock.e2e.harness.ServerKind;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Three members become four, and three again, without reconfig: by new lines in each zoo.cfg and one restart after the other. */
class NewLinesTest {
    /** An operator waits for each member before the next; "within seconds", on a busy machine. */
    private static final Duration SECONDS = Duration.ofSeconds(20);

    @RegisterExtension
    final Ensembles ensembles = new Ensembles();

    private final List<String> written = new ArrayList<>();

    @Test
    void membersAreAddedAndRemovedByRestartingOneAfterTheOther() throws Exception {
        Ensemble ensemble = ensembles.start(EnsembleOptions.of("PPP"));
        Member added = ensemble.add(ServerKind.underTest());
        added.start();
        await("the new member serves before the others know it").atMost(SECONDS).until(added::serves);
        write(added);
        for (Member each : leaderLast(ensemble, 3)) {
            restart(each, ensemble, 4);
            write(each);
        }
        assertThat(ensemble.members()).allMatch(Member::serves);

        // Back to three: the one that leaves does not lead, or the others would have no leader that they know.
        if (added.leads()) {
            restart(added, ensemble, 4);
        }
        for (Member each : leaderLast(ensemble, 3)) {
            restart(each, ensemble, 3);
            write(each);
        }
        added.stop();
        write(ensemble.member(1));
        for (Member each : ensemble.members().subList(0, 3)) {
            try (ClientSession session = each.connect()) {
                session.zk().sync("/", (code, path, context) -> {}, null);
                assertThat(session.zk().getChildren("/", false))
                        .as("%s has all", each)
                        .containsAll(written);
            }
        }
    }

    private static List<Member> leaderLast(Ensemble ensemble, int count) {
        List<Member> members = ensemble.members().subList(0, count);
        return Stream.concat(
                        members.stream().filter(each -> !each.leads()),
                        members.stream().filter(Member::leads))
                .toList();
    }

    private static void restart(Member member, Ensemble ensemble, int lines) throws IOException {
        String others = Files.readString(member.configFile())
                .lines()
                .filter(line -> !line.startsWith("server."))
                .collect(Collectors.joining("\n", "", "\n"));
        StringBuilder text = new StringBuilder(others);
        for (int id = 1; id <= lines; id++) {
            text.append("server.")
                    .append(id)
                    .append('=')
                    .append(ensemble.serverLine(id))
                    .append('\n');
        }
        member.stop();
        Files.writeString(member.configFile(), text);
        member.start();
        await(member + " serves with " + lines + " lines").atMost(SECONDS).until(member::serves);
    }

    private void write(Member member) throws Exception {
        String name = "written-" + written.size();
        try (ClientSession session = member.connect()) {
            session.create("/" + name);
        }
        written.add(name);
    }
}
