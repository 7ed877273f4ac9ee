// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdSetTest {
    /** Ranges from a handful of ids to one so wide that few chunks have neighbours. */
    @ParameterizedTest
    @ValueSource(ints = {5, 20, 64, 300, 5_000, 50_000, 10_000_000})
    void holdsTheSameAsASetOfNumbers(int range) {
        Random random = new Random(range);
        IdSet set = new IdSet();
        TreeSet<Integer> expected = new TreeSet<>();
        // The set is filled and thinned out, twice. So each internal form changes into each other one.
        for (int round = 0; round < 40_000; round++) {
            int id = random.nextInt(range);
            boolean filling = round / 10_000 % 2 == 0;
            if (random.nextInt(10) < (filling ? 8 : 2)) {
                assertThat(set.add(id)).isEqualTo(expected.add(id));
            } else {
                int gone = filling || expected.isEmpty() ? id : expected.first();
                assertThat(set.remove(gone)).isEqualTo(expected.remove(gone));
            }
            assertThat(set.contains(id)).isEqualTo(expected.contains(id));
            assertThat(set.size()).isEqualTo(expected.size());
            if (round % 1_000 == 999) {
                assertThat(listOf(set)).isEqualTo(List.copyOf(expected));
            }
        }
    }

    @Test
    void emptiesAndFillsAgain() {
        IdSet set = new IdSet();
        for (int round = 0; round < 3; round++) {
            for (int id = 0; id < 10_000; id++) {
                assertThat(set.add(id)).isTrue();
            }
            for (int id = 9_999; id >= 0; id--) {
                assertThat(set.remove(id)).isTrue();
            }
            assertThat(set.isEmpty()).isTrue();
            assertThat(listOf(set)).isEmpty();
        }
    }

    @Test
    void needsAboutOneBitPerIdWhenFull() {
        IdSet set = new IdSet();
        for (int id = 0; id < 100_000; id++) {
            set.add(id);
        }
        assertThat(set.heapBytes()).isLessThan(100_000 / 8 * 5 / 4);
    }

    @Test
    void needsFewBytesPerIdWhenSparse() {
        IdSet set = new IdSet();
        for (int id = 0; id < 100_000; id++) {
            set.add(id * 100);
        }
        assertThat(set.heapBytes()).isLessThan(100_000 * 6);
    }

    @Test
    void needsLittleMemoryForOneId() {
        IdSet set = new IdSet();
        set.add(1_000_000);
        assertThat(set.heapBytes()).isLessThanOrEqualTo(48);
    }

    @Test
    void releasesMemoryWhenThinnedOut() {
        IdSet set = new IdSet();
        for (int id = 0; id < 1_000_000; id++) {
            set.add(id);
        }
        for (int id = 0; id < 1_000_000; id++) {
            if (id % 400 != 0) {
                set.remove(id);
            }
        }
        assertThat(set.size()).isEqualTo(2_500);
        assertThat(set.heapBytes()).isLessThan(2_500 * 20);
    }

    private static List<Integer> listOf(IdSet set) {
        List<Integer> ids = new ArrayList<>();
        set.forEach(ids::add);
        return ids;
    }
}
