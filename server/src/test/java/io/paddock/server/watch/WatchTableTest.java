// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.watch;

import static io.paddock.server.watch.WatchKind.CHILD;
import static io.paddock.server.watch.WatchKind.DATA;
import static io.paddock.server.watch.WatchKind.PERSISTENT;
import static io.paddock.server.watch.WatchKind.RECURSIVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.Id;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class WatchTableTest {
    private final WatchTable table = new WatchTable();
    private final Watches watches = new Watches();
    private final Ears ears = new Ears(table);

    WatchTableTest() {
        watches.add(table);
    }

    /**
     * The event matrix: the kind of watch on /w, the change, the events at the first change, and at its
     * repetition.
     */
    @ParameterizedTest
    @CsvSource(textBlock = """
            DATA,       create /w,     1 /w,   ''
            DATA,       set /w,        3 /w,   ''
            DATA,       delete /w,     2 /w,   ''
            DATA,       create /w/c,   '',     ''
            DATA,       delete /w/c,   '',     ''
            DATA,       set /w/c,      '',     ''
            DATA,       create /w/c/d, '',     ''
            DATA,       delete /w/c/d, '',     ''
            CHILD,      set /w,        '',     ''
            CHILD,      delete /w,     2 /w,   ''
            CHILD,      create /w/c,   4 /w,   ''
            CHILD,      delete /w/c,   4 /w,   ''
            CHILD,      set /w/c,      '',     ''
            CHILD,      create /w/c/d, '',     ''
            CHILD,      delete /w/c/d, '',     ''
            PERSISTENT, create /w,     1 /w,   1 /w
            PERSISTENT, set /w,        3 /w,   3 /w
            PERSISTENT, delete /w,     2 /w,   2 /w
            PERSISTENT, create /w/c,   4 /w,   4 /w
            PERSISTENT, delete /w/c,   4 /w,   4 /w
            PERSISTENT, set /w/c,      '',     ''
            PERSISTENT, create /w/c/d, '',     ''
            PERSISTENT, delete /w/c/d, '',     ''
            RECURSIVE,  create /w,     1 /w,   1 /w
            RECURSIVE,  set /w,        3 /w,   3 /w
            RECURSIVE,  delete /w,     2 /w,   2 /w
            RECURSIVE,  create /w/c,   1 /w/c, 1 /w/c
            RECURSIVE,  delete /w/c,   2 /w/c, 2 /w/c
            RECURSIVE,  set /w/c,      3 /w/c, 3 /w/c
            RECURSIVE,  create /w/c/d, 1 /w/c/d, 1 /w/c/d
            RECURSIVE,  delete /w/c/d, 2 /w/c/d, 2 /w/c/d
            RECURSIVE,  set /w/c/d,    3 /w/c/d, 3 /w/c/d
            """)
    void notifiesEachKindOfItsEvents(WatchKind kind, String change, String first, String again) {
        table.add(ears.subscriber, "/w", kind);
        happens(change);
        assertThat(String.join(",", ears.heard())).isEqualTo(first);
        happens(change);
        assertThat(String.join(",", ears.heard())).isEqualTo(again);
        boolean spent = !first.isEmpty() && again.isEmpty();
        assertThat(table.isEmpty()).isEqualTo(spent);
    }

    @ParameterizedTest
    @EnumSource(WatchKind.class)
    void sendsNoEventsOfNeighbours(WatchKind kind) {
        table.add(ears.subscriber, "/w", kind);
        for (String path : List.of("/wx", "/v", "/w2/c", "/v/w")) {
            happens("create " + path);
            happens("set " + path);
            happens("delete " + path);
        }
        assertThat(ears.heard()).isEmpty();
    }

    @Test
    void countsDataAndExistsWatchesAsOne() {
        table.add(ears.subscriber, "/w", DATA);
        table.add(ears.subscriber, "/w", DATA);
        happens("set /w");
        happens("set /w");
        assertThat(ears.heard()).containsExactly("3 /w");
    }

    @Test
    void notifiesTheNodeBeforeItsParent() {
        table.add(ears.subscriber, "/p", CHILD);
        table.add(ears.subscriber, "/p/c", DATA);
        happens("create /p/c");
        assertThat(ears.heard()).containsExactly("1 /p/c", "4 /p");
        table.add(ears.subscriber, "/p", CHILD);
        table.add(ears.subscriber, "/p/c", CHILD);
        happens("delete /p/c");
        assertThat(ears.heard()).containsExactly("2 /p/c", "4 /p");
    }

    @ParameterizedTest
    @EnumSource(
            value = WatchKind.class,
            names = {"DATA", "PERSISTENT", "RECURSIVE"})
    void sendsADeletionOnceAndRemovesTheChildWatchToo(WatchKind other) {
        table.add(ears.subscriber, "/w", CHILD);
        table.add(ears.subscriber, "/w", other);
        happens("delete /w");
        assertThat(ears.heard()).containsExactly("2 /w");
        assertThat(table.contains(ears.subscriber, "/w", WatcherType.CHILDREN)).isFalse();
    }

    @Test
    void suppressesTheChildWatchOfAWatcherNotifiedThroughAnAncestor() {
        table.add(ears.subscriber, "/a/b/w", CHILD);
        table.add(ears.subscriber, "/a", RECURSIVE);
        Ears other = new Ears(table);
        table.add(other.subscriber, "/a/b/w", CHILD);
        happens("delete /a/b/w");
        assertThat(ears.heard()).containsExactly("2 /a/b/w");
        assertThat(other.heard()).containsExactly("2 /a/b/w");
        assertThat(table.contains(ears.subscriber, "/a/b/w", WatcherType.ANY)).isFalse();
    }

    @Test
    void notifiesAWatcherOncePerTable() {
        table.add(ears.subscriber, "/", RECURSIVE);
        table.add(ears.subscriber, "/a", RECURSIVE);
        for (WatchKind kind : WatchKind.values()) {
            table.add(ears.subscriber, "/a/b", kind);
        }
        happens("set /a/b");
        assertThat(ears.heard()).containsExactly("3 /a/b");
        assertThat(table.contains(ears.subscriber, "/a/b", WatcherType.DATA)).isFalse();
        assertThat(table.contains(ears.subscriber, "/a/b", WatcherType.PERSISTENT))
                .isTrue();
    }

    @Test
    void notifiesAWatcherOnceForEachOfTwoTables() {
        table.add(ears.subscriber, "/p", RECURSIVE);
        table.add(ears.subscriber, "/p", PERSISTENT);
        happens("create /p/c");
        assertThat(ears.heard()).containsExactly("1 /p/c", "4 /p");
        Ears other = new Ears(table);
        table.add(other.subscriber, "/p", RECURSIVE);
        table.add(other.subscriber, "/p", CHILD);
        happens("create /p/d");
        assertThat(other.heard()).containsExactly("1 /p/d", "4 /p");
    }

    @Test
    void seesTheWholeTreeFromTheRoot() {
        table.add(ears.subscriber, "/", RECURSIVE);
        happens("create /a");
        happens("set /a/b/c/d");
        happens("set /");
        happens("delete /a");
        assertThat(ears.heard()).containsExactly("1 /a", "3 /a/b/c/d", "3 /", "2 /a");
    }

    @Test
    void watchesTheChildrenOfTheRoot() {
        table.add(ears.subscriber, "/", CHILD);
        happens("create /a");
        happens("create /b");
        assertThat(ears.heard()).containsExactly("4 /");
    }

    @Test
    void offersOneEventToAllTables() {
        WatchTable second = new WatchTable();
        watches.add(second);
        watches.add(new WatchTable());
        Ears there = new Ears(second);
        table.add(ears.subscriber, "/w", DATA);
        second.add(there.subscriber, "/w", PERSISTENT);
        happens("set /w");
        assertThat(ears.events).hasSize(1);
        assertThat(there.events).hasSize(1);
        assertThat(there.events.get(0)).isSameAs(ears.events.get(0));
    }

    @Test
    void namesTheAclThatFiltersEachEvent() {
        List<Acl> own = List.of(new Acl(Acl.READ, new Id("digest", "own:x")));
        List<Acl> parents = List.of(new Acl(Acl.READ, new Id("digest", "parents:x")));
        table.add(ears.subscriber, "/p", PERSISTENT);
        table.add(ears.subscriber, "/", RECURSIVE);
        watches.applying(0x77);
        watches.created("/p/c", own, parents);
        watches.dataChanged("/p/c", own);
        watches.deleted("/p/c", own, parents);
        assertThat(ears.heard()).containsExactly("1 /p/c", "4 /p", "3 /p/c", "2 /p/c", "4 /p");
        assertThat(ears.events).extracting(WatchEvent::acl).containsExactly(own, parents, own, own, parents);
        assertThat(ears.events).extracting(WatchEvent::zxid).containsOnly(0x77L);
    }

    /** Each row: the type that removeWatches asks for, then for each kind of watch whether it matches. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            CHILDREN,   DATA: no,  CHILD: yes, PERSISTENT: no,  RECURSIVE: no
            DATA,       DATA: yes, CHILD: no,  PERSISTENT: no,  RECURSIVE: no
            ANY,        DATA: yes, CHILD: yes, PERSISTENT: yes, RECURSIVE: yes
            PERSISTENT, DATA: no,  CHILD: no,  PERSISTENT: yes, RECURSIVE: no
            RECURSIVE,  DATA: no,  CHILD: no,  PERSISTENT: no,  RECURSIVE: yes
            """)
    void findsAndRemovesByType(WatcherType type, String data, String child, String persistent, String recursive) {
        for (String held : List.of(data, child, persistent, recursive)) {
            WatchKind kind = WatchKind.valueOf(held.substring(0, held.indexOf(':')));
            boolean matches = held.endsWith("yes");
            table.add(ears.subscriber, "/w", kind);
            assertThat(table.contains(ears.subscriber, "/w", type)).isEqualTo(matches);
            assertThat(table.remove(ears.subscriber, "/w", type)).isEqualTo(matches);
            assertThat(table.contains(ears.subscriber, "/w", type)).isFalse();
            assertThat(table.contains(ears.subscriber, "/w", WatcherType.ANY)).isEqualTo(!matches);
            table.remove(ears.subscriber, "/w", WatcherType.ANY);
            assertThat(table.isEmpty()).isTrue();
            assertThat(table.counts()).isEqualTo(WatchCounts.NONE);
        }
        assertThat(ears.heard()).isEmpty();
    }

    @Test
    void removesOnlyTheRequestedWatches() {
        Ears other = new Ears(table);
        for (WatchKind kind : WatchKind.values()) {
            table.add(ears.subscriber, "/w", kind);
            table.add(other.subscriber, "/w", kind);
        }
        assertThat(table.remove(ears.subscriber, "/w", WatcherType.PERSISTENT)).isTrue();
        assertThat(table.remove(ears.subscriber, "/w", WatcherType.PERSISTENT)).isFalse();
        assertThat(table.contains(ears.subscriber, "/w", WatcherType.CHILDREN)).isTrue();
        assertThat(table.contains(ears.subscriber, "/w", WatcherType.DATA)).isTrue();
        assertThat(table.contains(ears.subscriber, "/w", WatcherType.RECURSIVE)).isTrue();
        assertThat(table.remove(ears.subscriber, "/w", WatcherType.ANY)).isTrue();
        assertThat(table.contains(other.subscriber, "/w", WatcherType.PERSISTENT))
                .isTrue();
        happens("set /w");
        assertThat(ears.heard()).isEmpty();
        assertThat(other.heard()).containsExactly("3 /w");
    }

    @Test
    void neitherFindsNorRemovesByAncestors() {
        table.add(ears.subscriber, "/a", RECURSIVE);
        assertThat(table.contains(ears.subscriber, "/a/b", WatcherType.ANY)).isFalse();
        assertThat(table.remove(ears.subscriber, "/a/b", WatcherType.ANY)).isFalse();
    }

    @Test
    void acceptsInvalidPaths() {
        for (String path : new String[] {null, "", "a", "/a/", "//"}) {
            table.add(ears.subscriber, path, PERSISTENT);
            table.add(ears.subscriber, path, RECURSIVE);
            assertThat(table.contains(ears.subscriber, path, WatcherType.ANY)).isTrue();
            assertThat(table.remove(ears.subscriber, path, WatcherType.ANY)).isTrue();
        }
        assertThat(table.isEmpty()).isTrue();
    }

    @Test
    void removesAConnectionAndReusesItsPlace() {
        Ears leaving = new Ears(table);
        Ears staying = new Ears(table);
        for (int i = 0; i < 100; i++) {
            table.add(leaving.subscriber, "/n" + i, WatchKind.values()[i % 4]);
            table.add(staying.subscriber, "/n" + i, DATA);
        }
        assertThat(leaving.subscriber.pathCount()).isEqualTo(100);
        table.unregister(leaving.subscriber);
        table.unregister(leaving.subscriber);
        Ears coming = new Ears(table);
        assertThat(coming.subscriber.slot).isEqualTo(leaving.subscriber.slot);
        for (int i = 0; i < 100; i++) {
            happens("set /n" + i);
        }
        assertThat(leaving.heard()).isEmpty();
        assertThat(coming.heard()).isEmpty();
        assertThat(staying.heard()).hasSize(100);
        assertThat(table.isEmpty()).isTrue();
    }

    /** The figures that a ZooKeeper 3.9.5 server showed step by step in wchs and zk_watch_count. */
    @Test
    void countsAsZooKeeperDoes() {
        Ears second = new Ears(table);
        table.add(ears.subscriber, "/a", CHILD);
        assertThat(counts()).isEqualTo("0 connections watching 0 paths, total 0, all 1");
        table.add(ears.subscriber, "/b", DATA);
        assertThat(counts()).isEqualTo("1 connections watching 1 paths, total 1, all 2");
        table.add(ears.subscriber, "/b", PERSISTENT);
        assertThat(counts()).isEqualTo("1 connections watching 1 paths, total 1, all 3");
        table.add(ears.subscriber, "/b", RECURSIVE);
        assertThat(counts()).isEqualTo("1 connections watching 1 paths, total 1, all 3");
        table.add(ears.subscriber, "/c", RECURSIVE);
        assertThat(counts()).isEqualTo("1 connections watching 2 paths, total 2, all 4");
        table.add(second.subscriber, "/d", PERSISTENT);
        assertThat(counts()).isEqualTo("2 connections watching 3 paths, total 3, all 6");
        table.add(second.subscriber, "/b", CHILD);
        assertThat(counts()).isEqualTo("2 connections watching 3 paths, total 3, all 7");
        table.remove(ears.subscriber, "/b", WatcherType.RECURSIVE);
        assertThat(counts()).isEqualTo("2 connections watching 3 paths, total 3, all 7");
        table.remove(ears.subscriber, "/b", WatcherType.ANY);
        assertThat(counts()).isEqualTo("2 connections watching 2 paths, total 2, all 5");
    }

    @Test
    void listsThePairsOfTheDataTableOnce() {
        Ears second = new Ears(table);
        table.add(ears.subscriber, "/a", CHILD);
        table.add(ears.subscriber, "/b", DATA);
        table.add(ears.subscriber, "/b", PERSISTENT);
        table.add(second.subscriber, "/b", RECURSIVE);
        List<String> pairs = new ArrayList<>();
        watches.forEachDataWatch((path, watcher) -> pairs.add(path + (watcher == ears ? " first" : " second")));
        assertThat(pairs).containsExactlyInAnyOrder("/b first", "/b second");
    }

    private String counts() {
        WatchCounts counts = watches.counts();
        return counts.connections() + " connections watching " + counts.paths() + " paths, total "
                + counts.dataWatches() + ", all " + counts.allWatches();
    }

    private void happens(String change) {
        String path = change.substring(change.indexOf(' ') + 1);
        switch (change.substring(0, change.indexOf(' '))) {
            case "create" -> watches.created(path, Acl.OPEN, Acl.OPEN);
            case "delete" -> watches.deleted(path, Acl.OPEN, Acl.OPEN);
            default -> watches.dataChanged(path, Acl.OPEN);
        }
    }

    /**
     * Found in review: each ancestor was cut out of the path, which took time quadratic in the path's length.
     */
    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void costOfADeepChangeIsLinearInThePathLength() {
        String deep = "/d".repeat(500_000);
        String half = deep.substring(0, 500_000);
        List<WatchEvent> heard = new ArrayList<>();
        Subscriber top = table.register(heard::add);
        Subscriber middle = table.register(heard::add);
        table.add(top, "/", RECURSIVE);
        table.add(middle, half, RECURSIVE);
        table.add(middle, half + "x", RECURSIVE);
        for (int i = 0; i < 50; i++) {
            watches.dataChanged(deep, Acl.OPEN);
        }
        assertThat(heard).hasSize(100);
        table.remove(middle, half, WatcherType.RECURSIVE);
        watches.dataChanged(deep, Acl.OPEN);
        assertThat(heard).hasSize(101);
    }
}
