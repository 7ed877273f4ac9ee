// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChildTableTest {
    private final AclEntry acl = new AclEntry(-1, List.of());
    private final Map<String, Znode> model = new HashMap<>();
    private ChildTable table = new Segment(0);

    @Test
    void findsManyChildrenAgain() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 300_000; i++) {
            names.add("child-" + i);
        }
        names.forEach(this::add);
        agrees();
        Collections.shuffle(names, new Random(1));
        names.subList(0, 299_000).forEach(this::remove);
        agrees();
        names.subList(0, 5_000).forEach(this::add);
        agrees();
        names.subList(0, 5_000).forEach(this::remove);
        names.subList(299_000, 300_000).forEach(this::remove);
        assertThat(table).isNull();
    }

    @Test
    void shrinksBackToOneSegment() {
        for (int i = 0; i < 10_000; i++) {
            add("n" + i);
        }
        assertThat(table).isInstanceOf(SegmentedTable.class);
        for (int i = 20; i < 10_000; i++) {
            remove("n" + i);
        }
        assertThat(table).isInstanceOf(Segment.class);
        agrees();
    }

    @Test
    void worksWithNamesOfTheSameHash() {
        List<String> names = colliding(11);
        assertThat(names.stream().map(each -> NameBytes.hash(each, 0, each.length())))
                .containsOnly(hash(names.get(0)));
        names.forEach(this::add);
        for (int i = 0; i < 1000; i++) {
            add("other-" + i);
        }
        agrees();
        Collections.shuffle(names, new Random(2));
        names.subList(0, 2000).forEach(this::remove);
        agrees();
        for (int i = 0; i < 1000; i++) {
            remove("other-" + i);
        }
        names.subList(2000, names.size()).forEach(this::remove);
        assertThat(table).isNull();
    }

    @Test
    void agreesWithAMapAfterRandomChanges() {
        for (int seed = 0; seed < 30; seed++) {
            Random random = new Random(seed);
            model.clear();
            table = new Segment(0);
            int universe = 1 << 2 + random.nextInt(11);
            for (int i = 0; i < 6_000; i++) {
                String name = "k" + random.nextInt(universe);
                boolean growing = i / 1000 % 2 == 0;
                if (!model.containsKey(name) && (growing || random.nextInt(4) == 0)) {
                    add(name);
                } else if (model.containsKey(name) && (!growing || random.nextInt(4) == 0)) {
                    remove(name);
                }
            }
            agrees();
        }
    }

    /**
     * The walk must meet each remaining child exactly once, even if the table is split, merged and rebuilt
     * meanwhile.
     */
    @Test
    void walkMeetsRemainingChildrenExactlyOnceWhileTheTableChanges() {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            model.clear();
            table = new Segment(0);
            List<String> staying = new ArrayList<>();
            for (int i = 0; i < 20 + random.nextInt(1500); i++) {
                staying.add("stays" + i);
            }
            staying.forEach(this::add);
            List<String> passing = new ArrayList<>();
            for (int i = 0; i < random.nextInt(8000); i++) {
                passing.add("goes" + i);
            }
            passing.forEach(this::add);
            List<Znode> met = new ArrayList<>();
            for (long position = 0; position != ChildTable.END; ) {
                position = table.collect(position, met);
                int changes = random.nextInt(2000);
                for (int i = 0; i < changes && !passing.isEmpty(); i++) {
                    remove(passing.remove(passing.size() - 1));
                }
                int more = random.nextInt(5) == 0 ? random.nextInt(3000) : 0;
                for (int i = 0; i < more; i++) {
                    passing.add("new" + model.size());
                    if (model.containsKey("new" + model.size())) {
                        passing.remove(passing.size() - 1);
                    } else {
                        add("new" + model.size());
                    }
                }
            }
            List<String> metNames = met.stream()
                    .map(Znode::name)
                    .filter(each -> each.startsWith("stays"))
                    .sorted()
                    .toList();
            Collections.sort(staying);
            assertThat(metNames).as("seed " + seed).isEqualTo(staying);
        }
    }

    /** "Aa" and "BB" have the same polynomial hash. So does every string made of equally many of the two. */
    static List<String> colliding(int pairs) {
        List<String> names = new ArrayList<>(List.of(""));
        for (int i = 0; i < pairs; i++) {
            List<String> longer = new ArrayList<>();
            for (String each : names) {
                longer.add(each + "Aa");
                longer.add(each + "BB");
            }
            names = longer;
        }
        return names;
    }

    private static int hash(String name) {
        return NameBytes.hash(name, 0, name.length());
    }

    private void add(String name) {
        Znode znode = new Znode("/" + name, 1, null, acl, null, 1, 1);
        table = (table == null ? new Segment(0) : table).with(znode, hash(name));
        model.put(name, znode);
    }

    private void remove(String name) {
        table = table.without(model.remove(name), hash(name));
    }

    private void agrees() {
        assertThat(table == null ? 0 : table.size()).isEqualTo(model.size());
        if (table == null) {
            return;
        }
        model.forEach((name, znode) -> assertThat(table.find(hash(name), "x" + name + "y", 1, 1 + name.length()))
                .isSameAs(znode));
        assertThat(table.find(hash("absent"), "absent", 0, 6)).isNull();
        Set<Znode> shown = Collections.newSetFromMap(new java.util.IdentityHashMap<>());
        table.forEach(each -> assertThat(shown.add(each)).isTrue());
        assertThat(shown).hasSize(model.size());
        List<Znode> collected = new ArrayList<>();
        for (long position = 0; position != ChildTable.END; ) {
            position = table.collect(position, collected);
        }
        assertThat(new HashSet<>(collected)).hasSize(model.size());
        assertThat(collected).hasSize(model.size());
    }
}
