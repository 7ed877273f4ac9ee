// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.jute.Acl;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random watches, changes, removals and closed connections. The table must send and count the same as the
 * plain model.
 */
class WatchTableModelTest {
    private final WatchTable table = new WatchTable();
    private final Watches watches = new Watches();
    private final NaiveWatches expected = new NaiveWatches();
    private final List<String> told = new ArrayList<>();
    private final List<Subscriber> subscribers = new ArrayList<>();

    WatchTableModelTest() {
        watches.add(table);
    }

    @ParameterizedTest
    @CsvSource({"1, 2, 3", "2, 5, 8", "3, 40, 8", "4, 300, 3", "5, 2, 200", "6, 30, 60"})
    void sendsTheEventsOfThePlainModel(int seed, int watcherCount, int pathCount) {
        Random random = new Random(seed);
        List<String> paths = paths(pathCount, random);
        for (int i = 0; i < watcherCount; i++) {
            subscribers.add(register(i));
        }
        for (int step = 0; step < 20_000; step++) {
            step(random, random.nextInt(watcherCount), paths.get(random.nextInt(paths.size())));
            // The watchers of one change may be notified in any order. The events of one watcher must be in
            // order.
            assertThat(told.stream().sorted(byWatcher()).toList())
                    .as("seed %d, step %d", seed, step)
                    .isEqualTo(expected.told.stream().sorted(byWatcher()).toList());
            told.clear();
            expected.told.clear();
            if (step % 100 == 0) {
                assertThat(table.counts()).as("seed %d, step %d", seed, step).isEqualTo(expected.counts());
            }
        }
        for (int i = 0; i < watcherCount; i++) {
            table.unregister(subscribers.get(i));
        }
        assertThat(table.isEmpty()).isTrue();
        assertThat(table.counts()).isEqualTo(WatchCounts.NONE);
    }

    private void step(Random random, int watcher, String path) {
        Subscriber subscriber = subscribers.get(watcher);
        WatcherType type = WatcherType.values()[random.nextInt(WatcherType.values().length)];
        int what = random.nextInt(100);
        if (what < 60) {
            WatchKind kind = WatchKind.values()[random.nextInt(WatchKind.values().length)];
            table.add(subscriber, path, kind);
            expected.add(watcher, path, kind);
        } else if (what < 70) {
            assertThat(table.contains(subscriber, path, type)).isEqualTo(expected.contains(watcher, path, type));
        } else if (what < 80) {
            assertThat(table.remove(subscriber, path, type)).isEqualTo(expected.remove(watcher, path, type));
        } else if (what < 82) {
            table.unregister(subscriber);
            expected.removeAll(watcher);
            subscribers.set(watcher, register(watcher));
        } else if (what < 88 || path.equals("/")) {
            watches.dataChanged(path, Acl.OPEN);
            expected.dataChanged(path);
        } else if (what < 94) {
            watches.created(path, Acl.OPEN, Acl.OPEN);
            expected.created(path);
        } else {
            watches.deleted(path, Acl.OPEN, Acl.OPEN);
            expected.deleted(path);
        }
    }

    private Subscriber register(int watcher) {
        return table.register(event -> told.add(watcher + ": " + event.type() + " " + event.path()));
    }

    private static List<String> paths(int count, Random random) {
        List<String> paths = new ArrayList<>(List.of("/"));
        while (paths.size() < count) {
            String above = paths.get(random.nextInt(paths.size()));
            paths.add((above.equals("/") ? "" : above) + "/" + (char) ('a' + random.nextInt(26)));
        }
        return paths.stream().distinct().toList();
    }

    /** The sort is stable, so the events of one watcher stay in order. */
    private static Comparator<String> byWatcher() {
        return Comparator.comparing(each -> each.substring(0, each.indexOf(':')));
    }
}
