// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.sim;

import io.paddock.zab.PeerCore;
import io.paddock.zab.ensemble.Ensemble;
import io.paddock.zab.ensemble.QuorumRule;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** Promise: a leader serves clients only while its open connections make a quorum. */
final class OpenLinks {
    private OpenLinks() {}

    /** Checks a leader that serves and has been told about every connection that has ended at its side. */
    static void check(SimMember leader, PeerCore core, Collection<Link> links) {
        Set<Long> connected = new TreeSet<>();
        connected.add((long) leader.index());
        links.stream()
                .filter(link -> link.leader == leader && link.isOpenAtLeader())
                .forEach(link -> connected.add((long) link.learner.index()));
        Ensemble ensemble = new Ensemble(core.committed(), core.lastSeen(), QuorumRule.ZOOKEEPER);
        Violation.unless(
                ensemble.isQuorum(connected),
                "a leader serves while it is connected to a quorum: member " + leader.index() + " serves with "
                        + connected + " only");
    }
}
