// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.zab.sim.Run.Weather;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Seeds that have shown a fault, under the name of what they show. What a seed draws may change with the simulator; a test that goes
 * through the same event by event is named with each.
 */
class FoundSeedsTest {
    /** {@code NewestHistoryTest.opensItsEpochWhenTheNewerHistoryCannotBeCommitted}. */
    @ParameterizedTest
    @ValueSource(longs = {2_213, 26_518, 26_819, 55_846, 58_208, 76_813, 77_850})
    void aLeaderIsNotKeptFromLeadingByWhatCannotBeCommitted(long seed) {
        assertThat(Run.of(seed, Weather.STORM).play(Sabotage::new, false).failure())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {198_391, 199_881, 667_761, 1_057_437})
    void aLeaderIsNotKeptFromLeadingInUsualWeather(long seed) {
        assertThat(Run.of(seed, Weather.USUAL).play(Sabotage::new, false).failure())
                .isEmpty();
    }

    /** {@code IncompleteTest.memberThatDeclaresItHasNoVoteIsNotElected}. */
    @Test
    void votesForAMemberDoNotOutliveItsDisk() {
        assertThat(Run.of(536_836, Weather.USUAL).play(Sabotage::new, false).failure())
                .isEmpty();
    }

    /** {@code ReconfigurationTest.acceptsALearnerWhoseFileConfigurationHasAVersionOfAFailedLeader}. */
    @Test
    void whoHasAFirstVersionOfALeaderThatFailedIsLetIn() {
        assertThat(Run.of(690_924, Weather.USUAL).play(Sabotage::new, false).failure())
                .isEmpty();
    }

    /** {@code ReconfiguredElectionTest.tellsAnUnknownServerItsVoteAndNotItsLastLeader}. */
    @Test
    void aStrangerIsToldNoVoteThatNobodyHasGiven() {
        assertThat(Run.of(103_110, Weather.STORM).play(Sabotage::new, false).failure())
                .isEmpty();
    }

    /** {@code NewEnsembleTest.beginsFarAboveAVoterWhoseHistoryOfAnEarlierEpochIsKnown}. */
    @Test
    void aFirstEpochIsFarFromTheOneOfAKnownHistory() {
        assertThat(Run.of(5_421, Weather.LOSSES).play(Sabotage::new, false).failure())
                .isEmpty();
    }

    /** {@code HistoriesInConflictTest.observerThatHasPromisedAHigherEpochReportsAConflict}. */
    @Test
    void observerThatCannotFollowSaysWhy() {
        assertThat(Run.of(8_810, Weather.LOSSES).play(Sabotage::new, false).failure())
                .isEmpty();
    }

    /** No core was at fault: these lose all disks, and the checker compared with histories of which nothing was left. */
    @ParameterizedTest
    @ValueSource(longs = {1_455, 2_125, 4_803, 13_058, 16_510, 17_347, 20_148})
    void whatNoDiskHoldsAnyMoreIsNotComparedWith(long seed) {
        assertThat(Run.of(seed, Weather.LOSSES).play(Sabotage::new, false).failure())
                .isEmpty();
    }
}
