// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.sim;

import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.zab.ensemble.QuorumRule;
import io.paddock.zab.member.HistoryPosition;
import io.paddock.zab.member.LoggedProposal;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The histories that the ensemble has agreed on, one after the other. Another history may begin only when the loss of disks
 * left no quorum that holds a copy of the agreed history. The return of one member is no reason.
 */
final class Lineages {
    private final EnsembleConfig config;
    private final TreeMap<Long, Agreed> byFirstEpoch = new TreeMap<>();
    private final Set<Long> lost = new TreeSet<>();
    private long newest;
    private int count = 1;

    Lineages(EnsembleConfig config) {
        this.config = config;
        byFirstEpoch.put(0L, new Agreed(config));
    }

    /** The newest history. */
    Agreed current() {
        return byFirstEpoch.get(newest);
    }

    /** The one that members serve in an epoch. */
    Agreed in(long epoch) {
        return byFirstEpoch.floorEntry(epoch).getValue();
    }

    int count() {
        return count;
    }

    /** Whether the newest history began in an epoch that no older one can have reached. */
    boolean isSetApart() {
        return newest >= HistoryPosition.EPOCHS_APART;
    }

    /**
     * No disk holds a txn any more. Nothing is left of the older histories, and the next one may begin with the same epochs: so nothing is compared
     * with them from here on.
     */
    void beginAnew() {
        byFirstEpoch.clear();
        byFirstEpoch.put(0L, new Agreed(config));
        newest = 0;
        count++;
        lost.clear();
    }

    /** A fault took this member's copy away. */
    void hasLost(long sid) {
        lost.add(sid);
    }

    boolean isLost(long sid) {
        return lost.contains(sid);
    }

    /** It holds all that is agreed on, again. */
    void holdsAgain(long sid) {
        lost.remove(sid);
    }

    /** A leader is let in. */
    void leads(long sid, long epoch, List<LoggedProposal> log, List<SimMember> members) {
        if (!current().isIn(log) && isLostToAQuorum(members)) {
            byFirstEpoch.put(epoch, new Agreed(config));
            newest = epoch;
            count++;
            lost.clear();
        }
        in(epoch).leads(epoch, sid);
        in(epoch).initialHistory((int) sid, epoch, log);
    }

    private boolean isLostToAQuorum(List<SimMember> members) {
        Set<Long> without = new TreeSet<>(lost);
        for (SimMember member : members) {
            if (!current().isHeldBy(member.disk().log(), member.disk().synced())) {
                without.add((long) member.index());
            }
        }
        return !lost.isEmpty() && QuorumRule.ZOOKEEPER.isQuorum(config, without::contains);
    }
}
