// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.peer;

import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.protocol.quorum.EnsembleMember;
import io.paddock.protocol.quorum.HostPort;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * From whom an observer learns: one follower's port for observers after the other, in an order of its own so that observers spread; and the leader, once
 * none of them has been there for a while. On the core thread.
 */
final class ObserverTargets {
    private final int port;
    private final Random random;
    private final int patienceMillis;
    private long sinceMillis;
    private List<Long> left = List.of();

    /** Where to dial next. @param sid whose it is */
    record Master(long sid, List<HostPort> addresses) {}

    /** @param patienceMillis how long to look for a follower before the leader will do */
    ObserverTargets(int port, int patienceMillis, Random random) {
        this.port = port;
        this.patienceMillis = patienceMillis;
        this.random = random;
    }

    /** This member observes a leader anew. */
    void begin(long nowMillis) {
        sinceMillis = nowMillis;
    }

    /** @param leader the one that was elected, and its addresses for learners */
    Master next(EnsembleConfig config, Master leader, long nowMillis) {
        if (left.isEmpty()) {
            left = round(config, leader.sid, nowMillis - sinceMillis > patienceMillis);
        }
        if (left.isEmpty()) {
            return leader; // There are no followers.
        }
        long sid = left.remove(0);
        EnsembleMember member = config.members().get(sid);
        boolean isMaster = sid != leader.sid && member != null && !member.observer();
        return isMaster ? new Master(sid, addresses(member)) : leader;
    }

    private List<Long> round(EnsembleConfig config, long leader, boolean withLeader) {
        List<Long> round = new ArrayList<>();
        config.members().forEach((sid, member) -> {
            if (!member.observer() && sid != leader) {
                round.add(sid);
            }
        });
        Collections.shuffle(round, random);
        if (withLeader) {
            round.add(leader);
        }
        return round;
    }

    private List<HostPort> addresses(EnsembleMember member) {
        return member.addresses().stream()
                .map(address -> new HostPort(address.host(), port))
                .distinct()
                .toList();
    }
}
