// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.sim;

import io.paddock.zab.ensemble.QuorumRule;
import java.util.List;

/** Whether all ended well after the last fault: everybody goes on, or says why it cannot. */
final class Ending {
    private final Simulation world;
    private final Lineages lineages;
    private final int histories;
    private final int promised;

    /** The last fault is over. */
    Ending(Simulation world, Lineages lineages) {
        this.world = world;
        this.lineages = lineages;
        this.histories = lineages.count();
        this.promised = lineages.current().size();
    }

    // Everybody serves the same epoch and has applied something submitted after the last fault.
    boolean isWell() {
        List<SimMember> needed = world.members().stream()
                .filter(each -> lineages.current().config().members().containsKey((long) each.index()))
                .filter(each -> each.servedEpoch() >= 0 || !each.saysWhyNot())
                .toList();
        if (world.options().losesDisks() && hasTooFewVoters(needed)) {
            return true;
        }
        long epoch = needed.get(0).servedEpoch();
        int before = histories == lineages.count() ? promised : 0;
        return epoch >= 0 && needed.stream().allMatch(each -> each.servedEpoch() == epoch && each.applied() > before);
    }

    private boolean hasTooFewVoters(List<SimMember> needed) {
        return !QuorumRule.ZOOKEEPER.isQuorum(
                lineages.current().config(), sid -> needed.stream().anyMatch(each -> each.index() == sid));
    }
}
