// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.leader;

import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.zab.leader.Follower.Stage;
import io.paddock.zab.member.Member;
import java.util.Comparator;

/**
 * Chooses the member that leads once a configuration is in force (ZooKeeper's dynamic reconfiguration: the
 * designated leader).
 */
final class DesignatedLeader {
    private final Member member;
    private final Followers followers;

    DesignatedLeader(Member member, Followers followers) {
        this.member = member;
        this.followers = followers;
    }

    /**
     * Chooses this leader itself if the configuration keeps it as a voter at the same address. Otherwise it
     * chooses a voter of the configuration that holds the log up to {@code zxid}. Of several such voters it
     * chooses the one with the longest log. If there is no such voter, it chooses this leader all the same,
     * because one member must complete the change.
     *
     * @return the id of the next leader
     */
    long under(EnsembleConfig config, long zxid) {
        return mayStay(config)
                ? member.sid()
                : followers.all().stream()
                        .filter(each -> each.stage() == Stage.SYNCED && !each.isObserver())
                        .filter(each -> config.isVoter(each.sid()) && each.ackedUpTo() >= zxid)
                        .max(Comparator.comparingLong(Follower::ackedUpTo).thenComparingLong(Follower::sid))
                        .map(Follower::sid)
                        .orElse(member.sid());
    }

    /**
     * @return whether the configuration keeps this leader as a voter, at the address where learners reach it
     *     now
     */
    boolean mayStay(EnsembleConfig config) {
        EnsembleConfig before = member.ensemble().committed();
        boolean isNewcomer = !before.members().containsKey(member.sid());
        return config.isVoter(member.sid()) && (isNewcomer || config.isSameQuorumAddress(before, member.sid()));
    }
}
