// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.quorum.EnsembleConfig;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What two lists of members have in common. */
class ListComparisonTest {
    private static EnsembleConfig list(String voters) {
        return EnsembleConfig.parse(Stream.of(voters.trim().split(" "))
                .map(sid -> "server." + sid + "=10.0.0." + sid + ":1:2:participant\n")
                .collect(Collectors.joining()));
    }

    @ParameterizedTest
    @CsvSource({
        "1 2 3, 1 2 3 4",
        "1 2 3 4, 1 2 3 4 5",
        "1 2 3 4 5, 1 2 3 5",
        "1 2, 1 2 3",
        "1 2 3 4, 2 3 4",
        "1 2 3, 1 2 3"
    })
    void listsThatDifferByOneVoterHaveNoDisjointQuorums(String one, String other) {
        assertThat(ListComparison.mayHaveDisjointQuorums(list(one), list(other)))
                .isFalse();
        assertThat(ListComparison.mayHaveDisjointQuorums(list(other), list(one)))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1 2 3, 1 2 4", "1 2 3, 1 2 3 4 5", "1 2 3 4 5, 1 2 3", "1 2 3 4 5, 1 2 3 4 6", "1 2 3, 4 5 6"})
    void listsThatDifferByMoreMayHaveDisjointQuorums(String one, String other) {
        assertThat(ListComparison.mayHaveDisjointQuorums(list(one), list(other)))
                .isTrue();
        assertThat(ListComparison.mayHaveDisjointQuorums(list(other), list(one)))
                .isTrue();
    }

    @Test
    void otherWeightsMayMakeDisjointQuorums() {
        EnsembleConfig plain = list("1 2 3");
        EnsembleConfig weighted = EnsembleConfig.parse(plain.text() + "\nweight.1=5");
        assertThat(ListComparison.mayHaveDisjointQuorums(plain, weighted)).isTrue();
        assertThat(ListComparison.mayHaveDisjointQuorums(weighted, weighted)).isFalse();
    }

    @Test
    void listContainsAnotherAlthoughAddressesAreWrittenDifferently() {
        EnsembleConfig own =
                EnsembleConfig.parse("server.1=0.0.0.0:1:2\nserver.2=10.0.0.2:1:2\nserver.3=Zoo3.Example:1:2");
        EnsembleConfig larger = EnsembleConfig.parse(
                "server.1=zoo1:1:2\nserver.2=[::ffff:10.0.0.2]:1:2\nserver.3=10.0.0.3:1:2\nserver.4=10.0.0.4:1:2");
        assertThat(ListComparison.contains(larger, own)).isTrue();
        assertThat(ListComparison.contains(own, larger)).isFalse();
    }

    @Test
    void listOfAnotherEnsembleWithTheSameIdsDoesNotContainOurs() {
        EnsembleConfig own = list("1 2 3");
        EnsembleConfig elsewhere = EnsembleConfig.parse(
                "server.1=10.9.9.1:1:2\nserver.2=10.9.9.2:1:2\nserver.3=10.9.9.3:1:2\nserver.4=10.9.9.4:1:2");
        EnsembleConfig otherPorts = EnsembleConfig.parse(list("1 2 3 4").text().replace(":1:2", ":5:6"));
        EnsembleConfig otherRole =
                EnsembleConfig.parse(list("1 2 3 4").text().replace("3:1:2:participant", "3:1:2:observer"));
        assertThat(ListComparison.contains(elsewhere, own)).isFalse();
        assertThat(ListComparison.contains(otherPorts, own)).isFalse();
        assertThat(ListComparison.contains(otherRole, own)).isFalse();
    }
}
