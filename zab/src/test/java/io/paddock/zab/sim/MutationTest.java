// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulator notices each planted bug. How many seeds it takes stands in docs/simulation.md. */
class MutationTest {
    private static final long SEEDS_MAX = 2_000;

    // PeerCoreTest and ReconfigurationTest catch the mutations that are left out here: no known seed has the
    // situation that they need.
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {
                "NEWLEADER_ACK_BEFORE_EPOCH",
                "STALE_VOTE_ACCEPTED",
                "PROMISE_COUNTED_TWICE",
                "SNAPSHOT_WITHOUT_CONFIGURATION"
            })
    void isCaught(Mutation mutation) {
        OptionalLong caughtBy = LongStream.range(mutation.firstSeed(), mutation.firstSeed() + SEEDS_MAX)
                .filter(seed -> Run.of(seed, mutation.weather())
                        .play(mutation.planted(), false)
                        .failure()
                        .isPresent())
                .findFirst();
        assertThat(caughtBy).as(mutation + " goes unnoticed").isPresent();
        // It is the bug that fails, not the seed.
        assertThat(Run.of(caughtBy.getAsLong(), mutation.weather())
                        .play(Sabotage::new, false)
                        .failure())
                .isEmpty();
    }
}
