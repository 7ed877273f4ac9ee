// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Every watcher watches every path. The structures report their own heap use; for the large one the Java
 * runtime is asked, too.
 */
class WatchTableMemoryTest {
    private final WatchTable table = new WatchTable();
    private final List<Subscriber> subscribers = new ArrayList<>();

    @Test
    void takesLessThanAByteForEachOfTenMillionPairs() {
        fill(10_000, 1_000);
        assertThat(table.counts().dataWatches()).isEqualTo(10_000_000);
        assertThat(table.heapBytes()).isLessThan(10_000_000);
    }

    @Test
    void takesFewBytesForEachOfManyPathsWithOneWatcher() {
        fill(100_000, 1);
        // WatchedPath, IdSet, map entry, and its place by id. The path itself is not counted.
        assertThat(table.heapBytes()).isLessThan(100_000 * 160);
    }

    @Test
    void givesEverythingBack() {
        fill(5_000, 100);
        long full = table.heapBytes();
        subscribers.forEach(table::unregister);
        assertThat(table.isEmpty()).isTrue();
        assertThat(table.heapBytes()).isLessThan(full / 4);
    }

    /** A hundred million watches. It runs only with {@code -Dwatch.soak=true}. */
    @Test
    @EnabledIfSystemProperty(named = "watch.soak", matches = "true")
    void holdsAThousandWatchersOfAHundredThousandPaths() {
        long before = heapInUse();
        fill(100_000, 1_000);
        long taken = heapInUse() - before;
        System.out.printf(
                "100,000 paths x 1,000 watchers: %,d bytes counted, %,d measured%n", table.heapBytes(), taken);
        assertThat(table.counts().dataWatches()).isEqualTo(100_000_000);
        assertThat(table.heapBytes()).isLessThan(100_000_000);
        assertThat(taken).isLessThan(150_000_000);
    }

    private void fill(int paths, int watchers) {
        String[] path = new String[paths];
        for (int i = 0; i < paths; i++) {
            path[i] = "/services/instance-" + i;
        }
        for (int i = 0; i < watchers; i++) {
            Subscriber subscriber = table.register(event -> {});
            subscribers.add(subscriber);
            for (String each : path) {
                table.add(subscriber, each, WatchKind.DATA);
            }
        }
    }

    private static long heapInUse() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
