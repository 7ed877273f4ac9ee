// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random programs run on Apache's server and on Paddock. Everything that a client can see is equal, except
 * for {@link KnownDifference}.
 *
 * <p>{@code -Ddiff.seeds=N} plays N seeds of each profile instead of 200. {@code -Ddiff.strictSeeds=N} plays
 * N instead of 40 with {@code paddock.compat=strict}. {@code -Ddiff.from=N} begins with seed N instead of 1,
 * and {@code -Ddiff.seed=N} plays only that one.
 */
class DifferentialTest {
    private static final long SEEDS = Long.getLong("diff.seeds", 200);
    private static final long STRICT_SEEDS = Long.getLong("diff.strictSeeds", 40);
    private static final long FROM = Long.getLong("diff.from", 1);

    @ParameterizedTest
    @EnumSource
    void bothServersAnswerTheSame(Profile profile) {
        try (Duel duel = new Duel(profile, Compat.DEFAULT)) {
            playAll(duel, profile, SEEDS);
        }
    }

    /** Other programs than the ones above. */
    @ParameterizedTest
    @EnumSource
    void bothServersAnswerTheSameInStrictMode(Profile profile) {
        try (Duel duel = new Duel(profile, Compat.STRICT)) {
            playAll(duel, profile, STRICT_SEEDS);
        }
    }

    private static void playAll(Duel duel, Profile profile, long count) {
        seeds(duel.compat() == Compat.STRICT ? FROM + SEEDS : FROM, count).forEach(seed -> {
            Program program = Program.of(seed, profile);
            Comparison comparison = duel.play(program);
            if (!comparison.isEqual()) {
                fail(report(duel, program, comparison));
            }
        });
    }

    private static LongStream seeds(long from, long count) {
        Long one = Long.getLong("diff.seed");
        return one == null ? LongStream.range(from, from + count) : LongStream.of(one);
    }

    private static String report(Duel duel, Program program, Comparison whole) {
        Comparison shortest = duel.play(duel.shortest(program));
        return "seed " + program.seed() + " of profile " + program.profile() + ", compat " + duel.compat()
                + " (replay it with -Ddiff.seed="
                + program.seed() + "), the shortest program found:\n"
                + (shortest.isEqual() ? whole : shortest).trace();
    }

    @Test
    void aProgramIsAFunctionOfItsSeed() {
        assertThat(Program.of(7, Profile.PLAIN).toString())
                .isEqualTo(Program.of(7, Profile.PLAIN).toString());
        assertThat(Program.of(7, Profile.PLAIN).steps())
                .isNotEqualTo(Program.of(8, Profile.PLAIN).steps());
    }
}
