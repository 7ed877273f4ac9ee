// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parents whose sequence numbers come near their end. A sequence number is the parent's count of children
 * ever created. The count stops at {@link Integer#MAX_VALUE}, as in ZooKeeper. From then on, sequential
 * creates below this parent fail with NodeExists. This class warns the operator in time. The tree's writer
 * writes it; readers are inside a slot.
 *
 * <p>A parent that is far from the end costs one comparison per create. Each parent is warned about once per
 * threshold.
 */
public final class SequenceEnds {
    /** A parent with this many creates is near the end: nine tenths of the numbers are used. */
    static final int NEAR = (int) (Integer.MAX_VALUE * 9L / 10);

    private static final int VERY_NEAR = (int) (Integer.MAX_VALUE * 99L / 100);
    private static final int PARENTS_MAX = 1000;
    private static final Logger LOG = LoggerFactory.getLogger(SequenceEnds.class);

    /** Each parent near the end, with the threshold that was last warned about. */
    private final Map<Znode, Integer> parents = new IdentityHashMap<>();

    private final Consumer<String> log;
    private boolean toldOfTooMany;

    SequenceEnds() {
        this(LOG::warn);
    }

    /** @param log takes each warning */
    SequenceEnds(Consumer<String> log) {
        this.log = log;
    }

    /**
     * One such parent.
     *
     * @param created how many children were created below it, which is also its next sequence number
     */
    public record Parent(String path, int created) {}

    /** Records a parent whose count is {@link #NEAR} or more. */
    void near(Znode parent) {
        int threshold = threshold(parent.creates());
        Integer before = parents.get(parent);
        if (before == null && parents.size() >= PARENTS_MAX) {
            tellOfTooMany();
        } else if (before == null || before < threshold) {
            parents.put(parent, threshold);
            warn(pathOf(parent), parent.creates());
        }
    }

    private static int threshold(int creates) {
        if (creates == Integer.MAX_VALUE) {
            return creates;
        }
        return creates >= VERY_NEAR ? VERY_NEAR : NEAR;
    }

    private static String pathOf(Znode parent) {
        String path = parent.path();
        return path.isEmpty() ? "/" : path;
    }

    private void warn(String path, int creates) {
        String what = creates == Integer.MAX_VALUE
                ? " are used up: sequential creates below it fail with NodeExists from now on."
                : " come near their end: " + creates + " of " + Integer.MAX_VALUE
                        + " are used. After that, sequential creates below it fail with NodeExists.";
        log.accept("The sequence numbers of " + path + what
                + " Let the clients use another parent, or delete this one and create it again");
    }

    private void tellOfTooMany() {
        if (!toldOfTooMany) {
            toldOfTooMany = true;
            log.accept("The sequence numbers of more than " + PARENTS_MAX
                    + " parents come near their end; no others are named");
        }
    }

    /** Forgets a parent that is deleted. */
    void deleted(Znode parent) {
        parents.remove(parent);
    }

    /** @return how many parents are near the end; at most the first thousand are counted */
    public int count() {
        return parents.size();
    }

    /** @return the next sequence number of the parent that is nearest to the end; 0 when no parent is near */
    public int highest() {
        return parents.keySet().stream().mapToInt(Znode::creates).max().orElse(0);
    }

    /** @return the parents near the end, in no order */
    public List<Parent> all() {
        List<Parent> all = new ArrayList<>(parents.size());
        parents.keySet().forEach(each -> all.add(new Parent(pathOf(each), each.creates())));
        return all;
    }
}
