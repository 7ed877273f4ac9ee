// SPDX-License-Identifier: Apache-2.0
package io.paddock.zab.leader;

import io.paddock.protocol.quorum.EnsembleConfig;
import io.paddock.zab.leader.Follower.Stage;
import io.paddock.zab.member.Member;
import java.util.Comparator;

/** Who leads once a configuration is in force (ZooKeeper's dynamic reconfiguration: the designated leader). */
final class DesignatedLeader {
    private final Member member;
    private final Followers followers;

    DesignatedLeader(Member member, Followers followers) {
        this.member = member;
        this.followers = followers;
    }

    /**
     * Ourselves, if the configuration leaves us a voter at the same address; else one of its voters that holds the log up to {@code zxid},
     * and of several the one that holds most. Where there is none, ourselves all the same: somebody must see it through.
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

    /** Whether it leaves us a voter where learners find us now. */
    boolean mayStay(EnsembleConfig config) {
        EnsembleConfig before = member.ensemble().committed();
        boolean isNewcomer = !before.members().containsKey(member.sid());
        return config.isVoter(member.sid()) && (isNewcomer || config.isSameQuorumAddress(before, member.sid()));
    }
}
