// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paddock.e2e.harness.ClientSession;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Voters in groups, with weights: a quorum is a majority of the weight in a majority of the groups. In the third group only one of two counts, so it
 * alone is its group.
 */
class GroupsTest {
    @RegisterExtension
    final Ensembles ensembles = new Ensembles();

    /** @param kinds of 1 and 2 (group 1), 3 and 4 (group 2), 5 and 6 (group 3); 6 has no weight, 4 has twice that of 3 */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"PPPPPP", "APPAPA"})
    void onlyAMajorityOfGroupsContinues(String kinds) throws Exception {
        Ensemble ensemble = ensembles.start(EnsembleOptions.of(kinds)
                .cfg("group.1=1:2")
                .cfg("group.2=3:4")
                .cfg("group.3=5:6")
                .cfg("weight.1=1")
                .cfg("weight.2=1")
                .cfg("weight.3=1")
                .cfg("weight.4=2")
                .cfg("weight.5=1")
                .cfg("weight.6=0"));
        // Of one zxid and the highest number, and yet it may not lead.
        assertThat(ensemble.awaitLeader().id()).isNotEqualTo(6);
        write(ensemble, "/all");

        kill(ensemble, 1, 2);
        ensemble.awaitServing();
        write(ensemble, "/without-a-group");
        kill(ensemble, 3, 6);
        ensemble.awaitServing();
        write(ensemble, "/with-a-majority-of-two-groups");

        // Three voters of six, but of one group alone a majority.
        kill(ensemble, 4);
        ensemble.member(3).start();
        ensemble.member(6).start();
        await("nobody serves").atMost(Ensemble.PATIENCE).until(() -> ensemble.running().stream()
                .noneMatch(Member::serves));

        ensemble.member(4).start();
        ensemble.awaitServing();
        write(ensemble, "/again");
        ensemble.startAll();
        Agreement.inMemory(ensemble);
        try (ClientSession reader = ensemble.member(6).connect()) {
            assertThat(reader.zk().getChildren("/", false))
                    .contains("all", "without-a-group", "with-a-majority-of-two-groups", "again");
        }
    }

    private static void kill(Ensemble ensemble, int... members) {
        for (int each : members) {
            ensemble.member(each).kill();
        }
    }

    private static void write(Ensemble ensemble, String path) throws Exception {
        List<Member> members = ensemble.running();
        try (ClientSession client = members.get(members.size() - 1).connect()) {
            client.create(path);
        }
    }
}
