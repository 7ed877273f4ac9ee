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
 * Chooses the server that an observer tries to learn from. Each follower's observer port is tried once, in a
 * random order, so that observers spread. If no follower could be used for a while, the leader is tried too.
 * On the core thread.
 */
final class ObserverTargets {
    private final int port;
    private final Random random;
    private final int patienceMillis;
    private long sinceMillis;
    private List<Long> left = List.of();

    /**
     * The server to dial next.
     *
     * @param sid its id
     * @param addresses where it listens for observers, or for learners if it is the leader
     */
    record Master(long sid, List<HostPort> addresses) {}

    /**
     * Begins with no followers.
     *
     * @param port the observer port, the same on all followers
     * @param patienceMillis how long to look for a follower before the leader is tried too
     * @param random shuffles the followers
     */
    ObserverTargets(int port, int patienceMillis, Random random) {
        this.port = port;
        this.patienceMillis = patienceMillis;
        this.random = random;
    }

    /** This member begins to look for a server to learn from. */
    void begin(long nowMillis) {
        sinceMillis = nowMillis;
    }

    /**
     * Chooses the next server to dial.
     *
     * @param config the members
     * @param leader the elected leader, with its addresses for learners
     * @param nowMillis monotonic time
     * @return a follower or the leader
     */
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
